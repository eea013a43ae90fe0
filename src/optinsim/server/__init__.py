"""The server: accounts over HTTP, callbacks delivered, and a control API.

`app.py` puts it together. One command after the other goes through one door (`hosted.py`
`Hosted.do`), on the event loop of one thread, so no command sees half of another.
"""
