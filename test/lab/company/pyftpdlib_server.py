"""An FTP server of pyftpdlib: pyftpdlib_server.py plain|tls PORT [ADVERTISED LOW HIGH]. Its one user may only read."""
import os
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

kind, port, *passive = sys.argv[1:]
authorizer = DummyAuthorizer()
folder = os.environ["LAB_FOLDER"]
authorizer.add_user(os.environ["LAB_USER"], os.environ["LAB_PASSWORD"], folder, perm="elr")
handler = TLS_FTPHandler if kind == "tls" else FTPHandler
handler.authorizer = authorizer
if kind == "tls":
    handler.certfile = os.environ["LAB_CERTIFICATE"]
    handler.keyfile = os.environ["LAB_KEY"]
    handler.tls_control_required = True
    handler.tls_data_required = True
if passive:
    handler.masquerade_address = passive[0]
    handler.passive_ports = range(int(passive[1]), int(passive[2]) + 1)
FTPServer(("0.0.0.0", int(port)), handler).serve_forever()
