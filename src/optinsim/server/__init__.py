"""The server: accounts over HTTP, callbacks delivered, and a control API.

`app.py` puts the parts together. Commands run one after the other, all through one method
(`hosted.py` `Hosted.do`), on the event loop of one thread, so no command sees half of another.
"""
