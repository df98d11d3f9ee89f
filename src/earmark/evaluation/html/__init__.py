"""The report as one HTML file that needs nothing else: pictures, sound and styles are inside."""
