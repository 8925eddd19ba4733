"""Does with pyzk all that it can do at a virtual terminal, and compares each result with what the terminal itself says.

pyzk (GPL-2.0) is not part of this project: give the folder of a copy of it.

    npm run interop:pyzk -- PATH_TO_PYZK

Prints one line per check and ends 0, or 1 at the first difference.
"""

import hashlib
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
DEADLINE_SECONDS = 180
BW_UDP = ('--family', 'bw', '--log-width', '16-swapped', '--udp', '--no-tcp')
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
    # lines of 8 bytes have no user id, and nobody knows whose a uid of 0 was
    by_uid = '8' in arguments
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
        [
            ('0' if by_uid and line['uid'] == 0 else line['userId'], wall(line['time']), line['verify'], line['state'])
            for line in log
        ],
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


def live(connect, *arguments):
    # these have the uid, which pyzk takes for the user id
    by_uid = '10' in arguments or '14' in arguments
    terminal = Terminal('--users', '30', *arguments)
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
        uid = terminal.until('punch')['uid']
        sent = terminal.until('event-acked')
        expected.append((str(uid) if by_uid else sent['pin'], wall(sent['time'])))
    listener.join(10)
    check('live: three punches, each acknowledged (%s)' % ' '.join(arguments), found, expected)
    connection.disconnect()
    terminal.stop()


def sha256(template):
    return hashlib.sha256(template).hexdigest()


def fingers_of(terminal):
    return sorted((f['uid'], f['finger'], f['sha256']) for f in terminal.ask('fingers')['fingers'])


def information(connect, name, *arguments):
    """Everything pyzk asks about the device, its sizes and its clock."""
    terminal = Terminal('--users', '30', '--logs', '60', '--fingers', '20', *arguments)
    connection = connect(terminal.port)
    check(name + ': serial number', connection.get_serialnumber(), 'VT0001')
    check(name + ': firmware', connection.get_firmware_version().startswith('Ver '), True)
    check(name + ': device name', connection.get_device_name(), 'Virtual terminal')
    for question in (
        connection.get_platform,
        connection.get_mac,
        connection.get_face_version,
        connection.get_fp_version,
        connection.get_extend_fmt,
        connection.get_user_extend_fmt,
        connection.get_face_fun_on,
        connection.get_compat_old_firmware,
        connection.get_network_params,
        connection.get_lock_state,
    ):
        question()
        print('ok  %s: %s' % (name, question.__name__), flush=True)
    connection.get_pin_width()
    connection.read_sizes()
    found = (connection.users, connection.fingers, connection.records, connection.users_cap, connection.rec_cap)
    check(name + ': sizes', found, (30, 20, 60, 10000, 250000))
    moment = datetime(2026, 2, 3, 7, 1, 2)
    connection.set_time(moment)
    check(name + ': clock set and read', abs(connection.get_time() - moment) <= timedelta(seconds=2), True)
    check(name + ': voice', connection.test_voice(index=0), True)
    connection.disconnect()
    terminal.stop()


def templates(connect, name, *arguments):
    terminal = Terminal('--users', '40', '--fingers', '50', '--seed', '11', *arguments)
    connection = connect(terminal.port)
    held = fingers_of(terminal)
    found = connection.get_templates()
    check(name + ': all %d templates' % len(held), sorted((f.uid, f.fid, sha256(f.template)) for f in found), held)
    one = connection.get_user_template(uid=held[3][0], temp_id=held[3][1])
    check(name + ': one template', (one.uid, one.fid, sha256(one.template)), held[3])
    check(name + ': none where there is none', connection.get_user_template(uid=held[3][0], temp_id=1), None)
    check(name + ': one template deleted', bool(connection.delete_user_template(uid=held[3][0], temp_id=held[3][1])), True)
    check(name + ': the others stay', fingers_of(terminal), held[:3] + held[4:])
    connection.disconnect()
    terminal.stop()
    return found


def upload(connect, name, found, *arguments):
    """Users and their templates, in bulk and for one user, onto a terminal that has neither."""
    terminal = Terminal('--users', '0', *arguments)
    connection = connect(terminal.port)
    check(name + ': no users', connection.get_users(), [])
    people = [new_user(uid, 'Child %d' % uid) for uid in sorted({f.uid for f in found})]
    connection.HR_save_usertemplates([[user, [f for f in found if f.uid == user.uid]] for user in people])
    terminal.until('bulk-written')
    check(name + ': bulk users', [(u.uid, u.user_id, u.name) for u in connection.get_users()], names_of(people))
    check(name + ': bulk templates, byte for byte', fingers_of(terminal), hashes_of(found))
    check(name + ': and read back', hashes_of(connection.get_templates()), hashes_of(found))
    alone = new_user(900, 'Alone')
    theirs = [renumbered(f, 900) for f in found if f.uid == people[0].uid]
    connection.save_user_template(alone, theirs)
    check(name + ': the templates of one user', fingers_of(terminal), sorted(hashes_of(found) + hashes_of(theirs)))
    connection.clear_data()
    check(name + ': cleared', (connection.get_users(), fingers_of(terminal)), ([], []))
    connection.disconnect()
    terminal.stop()


def new_user(uid, name):
    from zk.user import User

    return User(uid, name, 0, user_id=str(uid))


def renumbered(finger, uid):
    from zk.finger import Finger

    return Finger(uid, finger.fid, finger.valid, finger.template)


def names_of(people):
    return [(user.uid, user.user_id, user.name) for user in people]


def hashes_of(fingers):
    return sorted((f.uid, f.fid, sha256(f.template)) for f in fingers)


def enroll(connect, name, *arguments):
    presses = ('--success-rate', '1', '--delay-min', '0.3', '--delay-max', '0.4', '--pace', '60')
    terminal = Terminal('--users', '10', *presses, *arguments)
    connection = connect(terminal.port)
    check(name + ': a finger enrolled', bool(connection.enroll_user(uid=3, temp_id=6, user_id='1003')), True)
    held = fingers_of(terminal)
    check(name + ': one finger on the terminal', [(uid, finger) for uid, finger, _ in held], [(3, 6)])
    template = connection.get_user_template(uid=3, temp_id=6)
    check(name + ': its template', sha256(template.template), held[0][2])
    terminal.do('enroll-result 5')
    check(name + ': a duplicate is refused', bool(connection.enroll_user(uid=4, temp_id=6, user_id='1004')), False)
    connection.disconnect()
    terminal.stop()


def main():
    if len(sys.argv) != 2 or not os.path.isdir(os.path.join(sys.argv[1], 'zk')):
        sys.stderr.write('usage: npm run interop:pyzk -- PATH_TO_PYZK\n')
        sys.exit(2)
    sys.path.insert(0, sys.argv[1])
    from zk import ZK

    def connect(port, key=0, udp=False):
        return ZK('127.0.0.1', port=port, timeout=10, password=key, force_udp=udp, ommit_ping=True).connect()

    def connect_udp(port, key=0):
        return connect(port, key, udp=True)

    deadline = threading.Timer(DEADLINE_SECONDS, give_up)
    deadline.daemon = True
    deadline.start()
    read_tables(connect, 'long tables', '--users', '600', '--logs', '3000', '--seed', '7')
    read_tables(connect, '1008-byte packets', '--users', '100', '--logs', '300', '--packet', '1008')
    read_tables(connect, 'small tables', '--users', '12', '--logs', '20')
    read_tables(connect, '28-byte users', '--users', '200', '--logs', '100', '--user-width', '28')
    read_tables(connect, '16-byte lines', '--users', '90', '--logs', '400', '--family', 'bw', '--log-width', '16-swapped')
    read_tables(connect, '8-byte lines', '--users', '90', '--logs', '400', '--family', 'bw', '--log-width', '8')
    read_tables(connect_udp, 'UDP', '--users', '200', '--logs', '900', '--udp-only')
    read_tables(connect_udp, 'UDP, black and white', '--users', '90', '--logs', '400', *BW_UDP)
    information(connect, 'colour')
    information(connect_udp, 'UDP, black and white', *BW_UDP)
    write_things(connect)
    for length in (10, 12, 14, 32, 36, 37, 52):
        live(connect, '--event-length', str(length))
    live(connect_udp, *BW_UDP)
    for version in ('10', '9'):
        found = templates(connect, 'version ' + version, '--version', version)
        upload(connect, 'version ' + version, found, '--version', version)
    found = templates(connect_udp, 'UDP, black and white', *BW_UDP)
    upload(connect_udp, 'UDP, black and white', found, *BW_UDP)
    enroll(connect, 'colour')
    enroll(connect_udp, 'UDP, black and white', *BW_UDP)


try:
    main()
finally:
    stop_all()
