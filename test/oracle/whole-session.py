"""
Starts a vsftpd.conf as a machine would, in namespaces with an /etc, /var, /srv and /home that nothing else sees, and
uses it as clients do. A job is a line of JSON on standard input, its answer a line on standard output.
"""

import glob
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

USER, PASSWORD = 'joe', 'secret-Word1'
# Where daemons of other releases are unpacked.
DAEMONS = os.path.abspath('.cache/daemons')
# For what only a stuck daemon exceeds.
PATIENCE = 20


def sh(*words, **more):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **more).stdout


def put(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as file:
        file.write(text)
    os.chmod(path, mode)


def prepare():
    """The places that jobs write to, empty and private."""
    sh('ip', 'link', 'set', 'lo', 'up')
    # Every address is this machine's: a listener and a passive address may be any.
    sh('ip', 'route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo')
    with open('/proc/sys/net/ipv4/ip_nonlocal_bind', 'w') as file:
        file.write('1')
    sh('mount', '-t', 'tmpfs', 'tmpfs', '/mnt')
    sh('cp', '-a', '/etc', '/mnt/etc')
    for name in glob.glob('/mnt/etc/vsftpd*') + ['/mnt/etc/hosts.deny', '/mnt/etc/hosts.allow']:
        subprocess.run(['rm', '-rf', name], check=True)
    hashed = sh('openssl', 'passwd', '-6', PASSWORD).decode().strip()
    with open('/mnt/etc/passwd', 'a') as file:
        file.write(f'{USER}:x:2000:100::/home/{USER}:/bin/bash\n')
    with open('/mnt/etc/shadow', 'a') as file:
        file.write(f'{USER}:{hashed}:19000:0:99999:7:::\n')
    sh('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=ftp', '-keyout',
       '/mnt/key', '-out', '/mnt/crt')
    # The project may lie in a place that is emptied now.
    if os.path.isdir(DAEMONS):
        os.mkdir('/mnt/daemons')
        sh('mount', '--bind', DAEMONS, '/mnt/daemons')
    for place in ('/var', '/srv', '/home', '/run', '/tmp', '/etc'):
        sh('mount', '-t', 'tmpfs', 'tmpfs', place)


def fresh():
    for place in ('/var', '/srv', '/home', '/tmp', '/run', '/etc'):
        for name in os.listdir(place):
            path = os.path.join(place, name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    sh('cp', '-a', '/mnt/etc/.', '/etc')
    os.symlink('/run', '/var/run')
    os.chmod('/tmp', 0o1777)
    for place in ('/run/vsftpd/empty', '/var/log', '/var/empty'):
        os.makedirs(place, exist_ok=True)
    tree('/srv/ftp', 'root')
    tree(f'/home/{USER}', USER)


def tree(top, owner):
    """A folder with a file to fetch and a folder to write to."""
    os.makedirs(f'{top}/pub', exist_ok=True)
    put(f'{top}/hello.txt', 'hello\n')
    os.chmod(f'{top}/pub', 0o777)
    shutil.chown(top, owner)


def settings(config):
    return dict(re.findall(r'^([a-z_0-9]+)=([^\n]*?)\s*$', config, re.M))


def furnish(config):
    """What the file names is there, as its name promises."""
    key, crt = open('/mnt/key').read(), open('/mnt/crt').read()
    for name, value in settings(config).items():
        if not value.startswith('/') or value.startswith(('/dev', '/proc')):
            owner = name in ('guest_username', 'ftp_username', 'chown_username', 'nopriv_user')
            # No system has these two by itself.
            owner = owner and value not in ('whoever', 'ftpsecure')
            if owner and re.fullmatch(r'[a-z][\w-]*', value) and f'\n{value}:' not in open('/etc/passwd').read():
                with open('/etc/passwd', 'a') as file:
                    file.write(f'{value}:x:{3000 + len(value)}:100::/home/{USER}:/bin/bash\n')
        elif name in ('rsa_cert_file', 'rsa_private_key_file', 'ca_certs_file', 'dsa_cert_file'):
            base = os.path.basename(value)
            only_key = re.search(r'privkey|\.key$', base)
            only_crt = re.search(r'fullchain|^cert\.pem|^chain|\.crt$|snakeoil\.pem|^ca', base)
            put(value, key if only_key else crt if only_crt else key + crt, 0o600)
        elif name in ('anon_root', 'local_root'):
            for top in {value, value.replace('$USER', USER)} if value != '/' else ():
                tree(top, 'root' if name == 'anon_root' else USER)
        elif name == 'secure_chroot_dir' or name == 'user_config_dir':
            os.makedirs(value, exist_ok=True)
        elif name.endswith('_log_file') or name == 'xferlog_file':
            os.makedirs(os.path.dirname(value), exist_ok=True)
        elif name in ('userlist_file', 'chroot_list_file', 'banned_email_file', 'email_password_file', 'banner_file'):
            if not os.path.exists(value):
                put(value, f'{USER}\n' if settings(config).get('userlist_deny', '').upper() == 'NO' else 'somebody\n')
    name = settings(config).get('pasv_address', '')
    if re.fullmatch(r'[a-z][\w-]*(\.[\w-]+)+', name):
        with open('/etc/hosts', 'a') as file:
            file.write(f'192.0.2.7 {name}\n')


def listener():
    """Address and port of a listening socket."""
    for table, family in (('/proc/net/tcp', socket.AF_INET), ('/proc/net/tcp6', socket.AF_INET6)):
        for line in open(table).read().split('\n')[1:]:
            words = line.split()
            if len(words) > 3 and words[3] == '0A':
                text, port = words[1].split(':')
                quads = [bytes.fromhex(text[i:i + 8])[::-1] for i in range(0, len(text), 8)]
                address = socket.inet_ntop(family, b''.join(quads))
                return {'0.0.0.0': '127.0.0.1', '::': '127.0.0.1'}.get(address, address), int(port, 16)
    return None


def started(command):
    """The daemon's own listener; else one that hands it a connection, as inetd does. And what it said."""
    out = open('/mnt/out', 'w+')
    child = subprocess.Popen([*command, '/etc/vsftpd.conf'], stdin=out, stdout=out, stderr=subprocess.DEVNULL)
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        found = listener()
        if found:
            return found, ''
        status = child.poll()
        # In the background the first process ends before the second one listens.
        if status is not None and (status != 0 or time.monotonic() > ends - PATIENCE + 2):
            break
        time.sleep(0.02)
    return None, open('/mnt/out', errors='replace').read().strip()


class Inetd:
    def __init__(self, command):
        self.command = command
        self.socket = socket.create_server(('127.0.0.1', 2121))

    def serve(self):
        connection = self.socket.accept()[0]
        subprocess.Popen([*self.command, '/etc/vsftpd.conf'], stdin=connection, stdout=connection,
                         stderr=subprocess.DEVNULL)
        connection.close()


class Session:
    def __init__(self, at, inetd, implicit):
        self.at = at
        self.line = socket.create_connection(at, PATIENCE)
        if inetd:
            inetd.serve()
        self.unread = b''
        if implicit:
            self.secure()
        self.greeting = self.reply()

    def secure(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.line = context.wrap_socket(self.line)

    def reply(self):
        while True:
            done = re.search(rb'^\d{3} .*\n', self.unread, re.M)
            if done:
                text, self.unread = self.unread[:done.end()], self.unread[done.end():]
                return text.decode('latin1')
            try:
                more = self.line.recv(4096)
            except OSError:
                more = b''
            if not more:
                text, self.unread = self.unread, b''
                return text.decode('latin1')
            self.unread += more

    def say(self, line):
        try:
            self.line.sendall(f'{line}\r\n'.encode())
        except OSError:
            return ''
        return self.reply()

    def login(self, user, password):
        said = self.say(f'USER {user}')
        return said if said.startswith('230') else self.say(f'PASS {password}') if said.startswith('331') else said

    def transfer(self, command, data=None):
        said = self.say('EPSV')
        port = re.search(r'\|\|\|(\d+)\|', said)
        if not port:
            said = self.say('PASV')
            pair = re.search(r'(\d+),(\d+)\)', said)
            if not pair:
                return False
        number = int(port[1]) if port else int(pair[1]) * 256 + int(pair[2])
        try:
            away = socket.create_connection((self.at[0], number), PATIENCE)
        except OSError:
            return False
        said = self.say(command)
        if said.startswith('150'):
            try:
                if data is not None:
                    away.sendall(data)
                while data is None and away.recv(4096):
                    pass
            except OSError:
                pass
        away.close()
        return said.startswith('150') and self.reply().startswith('226')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.say('QUIT')
        self.line.close()


def used(at, inetd, implicit):
    """What clients get, by the name of what they want."""
    can = {'start': 1}
    try:
        with Session(at, inetd, implicit) as session:
            can['greeting'] = session.greeting.startswith('220')
            can['anonymous'] = session.login('anonymous', 'a@b.org').startswith('230')
            if can['anonymous']:
                can['anonymous fetch'] = session.transfer('RETR hello.txt')
                can['anonymous store'] = session.transfer('STOR pub/anonymous.txt', b'x\n')
            can['said'] = session.greeting
        with Session(at, inetd, implicit) as session:
            said = session.login(USER, PASSWORD)
            can['login'] = said.startswith('230')
            if can['login']:
                can['jail'] = '"/"' in session.say('PWD')
                can['list'] = session.transfer('NLST')
                can['fetch'] = session.transfer('RETR hello.txt')
                can['store'] = session.transfer('STOR pub/new.txt', b'x\n')
                can['fetch what was stored'] = can['store'] and session.transfer('RETR pub/new.txt')
                can['enter what was made'] = session.say('MKD pub/made').startswith('257') and session.say(
                    'CWD pub/made').startswith('250')
                own = session.line.getsockname()[0].replace('.', ',')
                can['active'] = session.say(f'PORT {own},200,1').startswith('200')
                can['pasv'] = session.say('PASV').startswith('227')
        with Session(at, inetd, implicit) as session:
            if not implicit and session.say('AUTH TLS').startswith('234'):
                session.secure()
                can['tls'] = session.say('PBSZ 0').startswith('200')
                can['tls login'] = session.login(USER, PASSWORD).startswith('230')
    except (OSError, ssl.SSLError):
        pass
    return can


def run(job):
    fresh()
    config = job['config']
    command = [word.replace(DAEMONS, '/mnt/daemons') for word in job['command']]
    put('/etc/vsftpd.conf', config, 0o600)
    furnish(config)
    for path, text in job.get('files', {}).items():
        put(path, text)
    at, said = started(command)
    inetd = None
    if at is None and 'must be started from inetd' in said:
        inetd = Inetd(command)
        at = ('127.0.0.1', 2121)
    can = used(at, inetd, settings(config).get('implicit_ssl', '').upper() == 'YES') if at else {'start': 0, 'said': said}
    can['alone'] = at is not None and inetd is None
    if inetd:
        inetd.socket.close()
    for pid in [int(name) for name in os.listdir('/proc') if name.isdigit() and int(name) not in (1, os.getpid())]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
    named = {value for name, value in settings(config).items() if re.fullmatch(r'xferlog_file|vsftpd_log_file', name)}
    can['named logs'] = sum(os.path.isfile(path) and os.path.getsize(path) > 0 for path in named)
    can['logs'] = sum(os.path.isfile(path) and os.path.getsize(path) > 0 for path in named | set(glob.glob('/var/log/*')))
    return {name: value if isinstance(value, str) else int(value) for name, value in can.items()}


prepare()
print('ready', flush=True)
for line in sys.stdin:
    try:
        answer = run(json.loads(line))
    except Exception as error:
        answer = {'error': repr(error)}
    print(json.dumps(answer), flush=True)
