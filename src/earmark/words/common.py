"""The commonest English words: an entry that sounds like one of them is written by mistake easily."""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """
    a about above across after again against ago air all almost along already also although always am among an
    and animal another answer any anyone anything are area arm around as ask at away back bad be became because
    become bed been before began begin behind being believe below best better between big bit black blue boat
    body book both box boy bring brother brought build building business but buy by call called came can cannot
    car care carry case certain change child children city clear close cold come common complete could country
    course cut dark day dear did different do doctor does dog doing done door down draw drive during each early
    earth east easy eat eight either else end english enough even evening ever every everyone everything example
    eye eyes face fact fall family far farm fast father feel feet felt few field find fine fire first fish five
    follow food foot for form found four free friend from front full game gave general get girl give given go god
    goes going gold gone good got great green ground group grow had half hand happen hard has have he head hear
    heard heart help her here herself high him himself his hold home horse hot hour house how however hundred i
    idea if important in inside into is it its itself job just keep kind king knew know known land large last
    late later laugh learn least leave left less let letter life light like line list little live lived long look
    looked looking lost lot love low made make man many mark matter may maybe me mean men might mile mind miss
    moment money month moon more morning most mother mountain mouth move much music must my myself name near need
    never new next night nine no none nor north not note nothing notice now number of off office often oh old on
    once one only open or order other our out over own page paper part party pass past pay people perhaps person
    picture piece place plan plant play point poor power put question quick quite rain ran read ready real red
    remember rest result right river road rock room round run said same sat saw say school sea second see seem
    seen sentence service set seven several shall she ship short should show side since sing sir sister sit six
    sleep slow small snow so some someone something sometimes son song soon sound south speak stand star start
    state stay still stood stop story street strong such summer sun sure system table take taken talk tell ten
    than thank that the their them themselves then there these they thing things think third this those though
    thought thousand three through time to today together told tomorrow too took top toward town travel tree
    tried true try turn turned two under understand until up upon us use used usually very voice wait walk want
    war warm was watch water way we week well went were west what wheel when where whether which while white who
    whole whom whose why wife will wind window winter wish with within without woman women wonder wood word words
    work world would write year years yes yet you young your yourself
    """.split()
)
