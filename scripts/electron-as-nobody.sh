#!/bin/sh
# Chromium's sandbox refuses root. This starts Electron as the user nobody, so that the real sandbox can be tried by root.
exec setpriv --reuid=65534 --regid=65534 --clear-groups --pdeathsig TERM -- "$ROLLCALL_ELECTRON" "$@"
