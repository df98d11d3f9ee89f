import pytest

from earmark.errors import ModelError
from earmark.models import bundled_models, find_model


def test_bundled_name_is_found():
    assert find_model("english") == bundled_models()["english"]


def test_path_is_found(model_folder):
    assert find_model(str(model_folder)) == model_folder


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(
        ModelError, match=r"there is no model 'klingon': give a bundled name \(.*'english'.*\)"
    ):
        find_model("klingon")


def test_file_instead_of_folder_is_told(model_folder):
    with pytest.raises(ModelError, match="is a file, expected a folder with model.onnx.*: give the folder"):
        find_model(model_folder / "model.onnx")
