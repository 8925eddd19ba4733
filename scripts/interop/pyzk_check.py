"""Reads a virtual terminal with pyzk and compares every record with what the terminal itself says it holds.

pyzk (GPL-2.0) is not part of this project: give the folder of a copy of it.

    npm run interop:pyzk -- PATH_TO_PYZK

Prints one line per check and ends 0, or 1 at the first difference.
"""

import json
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# the launcher finds a Node that is new enough
TERMINAL = [os.environ.get('npm_node_execpath', 'node'), os.path.join(ROOT, 'scripts', 'run.mjs'), 'terminal']


# long enough for every check, short enough for someone who waits
DEADLINE_SECONDS = 90
started = []


class Terminal:
    """The stand-alone terminal as a child process."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [*TERMINAL, '--port', '0', *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(self.process)
        self.port = self.until('ready')['port']

    def until(self, what):
        for line in self.process.stdout:
            entry = json.loads(line)
            if entry['what'] == what:
                return entry
        raise SystemExit('FAILED: the terminal stopped before "%s"' % what)

    def do(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()

    def ask(self, command):
        self.do(command)
        return self.until(command)

    def stop(self):
        self.do('quit')
        return self.process.wait(10)


def stop_all():
    for process in started:
        if process.poll() is None:
            process.terminate()


def give_up():
    sys.stderr.write('FAILED: not done after %d seconds\n' % DEADLINE_SECONDS)
    stop_all()
    os._exit(1)


def check(what, found, expected):
    if found != expected:
        if isinstance(found, list) and len(found) == len(expected):
            found, expected = next(pair for pair in zip(found, expected) if pair[0] != pair[1])
        raise SystemExit('FAILED: %s\n  found    %.300r\n  expected %.300r' % (what, found, expected))
    print('ok  ' + what, flush=True)


def wall(text):
    return datetime.strptime(text, '%Y-%m-%d %H:%M:%S')


def read_tables(connect, name, *arguments):
    terminal = Terminal(*arguments)
    users = terminal.ask('users')['users']
    log = terminal.ask('log')['log']
    connection = connect(terminal.port)
    check(name + ': serial number', connection.get_serialnumber(), 'VT0001')
    check(
        name + ': %d users' % len(users),
        [(u.uid, u.user_id, u.name, u.privilege, u.card) for u in connection.get_users()],
        [(u['uid'], u['userId'], u['name'], u['privilege'], u['card']) for u in users],
    )
    connection.disable_device()
    found = connection.get_attendance()
    connection.enable_device()
    check(
        name + ': %d log lines' % len(log),
        [(a.user_id, a.timestamp, a.status, a.punch) for a in found],
        [(line['userId'], wall(line['time']), line['verify'], line['state']) for line in log],
    )
    connection.disconnect()
    check(name + ': the terminal stops', terminal.stop(), 0)


def write_things(connect):
    terminal = Terminal('--users', '30', '--logs', '60', '--key', '1234')
    connection = connect(terminal.port, 1234)
    moment = datetime(2026, 2, 3, 7, 1, 2)
    connection.set_time(moment)
    check('clock set and read', abs(connection.get_time() - moment) <= timedelta(seconds=2), True)
    connection.set_user(uid=500, name='Amina', privilege=0, password='', user_id='5000')
    check('user written', [u.name for u in connection.get_users() if u.user_id == '5000'], ['Amina'])
    connection.delete_user(uid=500)
    check('user deleted', len(connection.get_users()), 30)
    connection.clear_attendance()
    check('log cleared', connection.get_attendance(), [])
    connection.disconnect()
    terminal.stop()


def live(connect):
    terminal = Terminal('--users', '30')
    connection = connect(terminal.port)
    found = []

    def listen():
        for attendance in connection.live_capture(5):
            if attendance is None:
                return
            found.append((attendance.user_id, attendance.timestamp))
            if len(found) == 3:
                connection.end_live_capture = True

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    terminal.until('registered')
    expected = []
    for pin in ('1001', '1002', '1003'):
        terminal.do('punch ' + pin)
        sent = terminal.until('event-acked')
        expected.append((sent['pin'], wall(sent['time'])))
    listener.join(10)
    check('live: three punches, each acknowledged', found, expected)
    connection.disconnect()
    terminal.stop()


def main():
    if len(sys.argv) != 2 or not os.path.isdir(os.path.join(sys.argv[1], 'zk')):
        sys.stderr.write('usage: npm run interop:pyzk -- PATH_TO_PYZK\n')
        sys.exit(2)
    sys.path.insert(0, sys.argv[1])
    from zk import ZK

    def connect(port, key=0):
        return ZK('127.0.0.1', port=port, timeout=10, password=key, force_udp=False, ommit_ping=True).connect()

    deadline = threading.Timer(DEADLINE_SECONDS, give_up)
    deadline.daemon = True
    deadline.start()
    read_tables(connect, 'long tables', '--users', '600', '--logs', '3000', '--seed', '7')
    read_tables(connect, '1008-byte packets', '--users', '100', '--logs', '300', '--packet', '1008')
    read_tables(connect, 'small tables', '--users', '12', '--logs', '20')
    read_tables(connect, '28-byte users', '--users', '200', '--logs', '100', '--user-width', '28')
    write_things(connect)
    live(connect)


try:
    main()
finally:
    stop_all()
