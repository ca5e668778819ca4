/** A start script of the shapes that images have, and what the container is started with. */
export interface StartScript {
  readonly what: string;
  /** What Compose gives to it; without it nothing starts it here. */
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
  readonly script: string;
}

const RANGE = 'pasv_enable=YES\npasv_min_port=30000\npasv_max_port=30009\n';
const PORTS = { PASV_MIN_PORT: '21100', PASV_MAX_PORT: '21110' };
const ALL = { ...PORTS, PASV_ADDRESS: '192.0.2.7' };

export const START_SCRIPTS: readonly StartScript[] = [
  {
    what: 'appends each variable, an address that stands for the gateway',
    env: { ...PORTS, PASV_ADDRESS: '**IPv4**' },
    script: `if [ "$PASV_ADDRESS" = "**IPv4**" ]; then
    export PASV_ADDRESS=$(/sbin/ip route|awk '/default/ { print $3 }')
fi
echo "pasv_address=\${PASV_ADDRESS}" >> etc/vsftpd.conf
echo "pasv_max_port=\${PASV_MAX_PORT}" >> etc/vsftpd.conf
echo "pasv_min_port=\${PASV_MIN_PORT}" >> etc/vsftpd.conf
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'appends each variable, an address of the host',
    env: ALL,
    script: `if [ "$PASV_ADDRESS" = "**IPv4**" ]; then PASV_ADDRESS=$(ip route); fi
echo "pasv_address=$PASV_ADDRESS" >> etc/vsftpd.conf
echo "pasv_max_port=$PASV_MAX_PORT" >> etc/vsftpd.conf
echo "pasv_min_port=$PASV_MIN_PORT" >> etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'defaults by tests, an option for the address',
    env: { USERS: 'one|two', ADDRESS: 'ftp.example.org' },
    script: `for i in $USERS; do
  NAME=$(echo $i | cut -d'|' -f1)
  mkdir -p home/$NAME
done
if [ -z "$MIN_PORT" ]; then
  MIN_PORT=21000
fi
if [ -z "$MAX_PORT" ]; then
  MAX_PORT=21010
fi
if [ ! -z "$ADDRESS" ]; then
  ADDR_OPT="-opasv_address=$ADDRESS"
fi
exec vsftpd -opasv_min_port=$MIN_PORT -opasv_max_port=$MAX_PORT $ADDR_OPT etc/vsftpd.conf`,
  },
  {
    what: 'the same without an address',
    env: { MIN_PORT: '5000', MAX_PORT: '5010' },
    script: `[ -z "$MIN_PORT" ] && MIN_PORT=21000
[ -z "$MAX_PORT" ] && MAX_PORT=21010
if [ -n "$ADDRESS" ]; then ADDR_OPT="-opasv_address=$ADDRESS"; fi
vsftpd -opasv_min_port=$MIN_PORT -opasv_max_port=$MAX_PORT $ADDR_OPT etc/vsftpd.conf`,
  },
  {
    what: 'expansions with defaults and options that are there or not',
    env: { MAX_PORT: '21050' },
    script:
      'exec vsftpd etc/vsftpd.conf -obackground=NO -opasv_min_port=${MIN_PORT:-21000} -opasv_max_port=${MAX_PORT:-21010} ${ADDRESS:+-opasv_address=$ADDRESS} ${TLS:+-orsa_cert_file=$TLS -ossl_enable=YES}',
  },
  {
    what: 'sed on lines of the file',
    env: ALL,
    config: `${RANGE}pasv_address=127.0.0.1\n`,
    script: `sed -i "s/^pasv_address=.*/pasv_address=$PASV_ADDRESS/" etc/vsftpd.conf
sed -i "s/^pasv_min_port=.*/pasv_min_port=$PASV_MIN_PORT/" etc/vsftpd.conf
sed -i "s/^pasv_max_port=.*/pasv_max_port=$PASV_MAX_PORT/" etc/vsftpd.conf
if [ -n "$SSL_DATA" ]; then
  echo "ssl_enable=YES" >> etc/vsftpd.conf
fi
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'sed on lines without a value',
    env: { ...PORTS, PASV_ADDRESS: 'false' },
    config: 'pasv_min_port=\npasv_max_port=\npasv_address=\n',
    script: `if [ "\${PASV_ADDRESS}" != "false" ]; then
  sed -i "s|pasv_address=|pasv_address=\${PASV_ADDRESS}|g" etc/vsftpd.conf
fi
if [ "\${PASV_MAX_PORT}" != "false" ]; then
  sed -i "s|pasv_max_port=|pasv_max_port=\${PASV_MAX_PORT}|g" etc/vsftpd.conf
fi
[ "\${PASV_MIN_PORT}" != "false" ] && sed -i "s|pasv_min_port=|pasv_min_port=\${PASV_MIN_PORT}|g" etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'placeholders, the file last',
    env: { PASVMINPORT: '50000', PASVMAXPORT: '50009' },
    config: 'pasv_min_port=PASVMINPORT\npasv_max_port=PASVMAXPORT\n',
    script: `sed \\
-e "s/PASVMINPORT/\${PASVMINPORT}/" \\
-e "s/PASVMAXPORT/\${PASVMAXPORT}/" \\
-i etc/vsftpd.conf
if [ "\${VERBOSELOG}" == "YES" ]; then
  echo "log_ftp_protocol=YES" >> etc/vsftpd.conf
fi
vsftpd`,
  },
  {
    what: 'a line that is changed where it is there, else added',
    env: { PASV_ADDRESS: '192.0.2.9' },
    config: RANGE,
    script: `if [ -n "\${PASV_ADDRESS}" ]; then
    if grep -q '^pasv_address=' etc/vsftpd.conf; then
        sed -i "s/^pasv_address=.*/pasv_address=\${PASV_ADDRESS}/" etc/vsftpd.conf
    else
        echo "pasv_address=\${PASV_ADDRESS}" >> etc/vsftpd.conf
    fi
fi
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a group of lines with one redirection',
    env: ALL,
    script: `{
    echo "pasv_address=\${PASV_ADDRESS}"
    echo "pasv_max_port=\${PASV_MAX_PORT}"
    echo "pasv_min_port=\${PASV_MIN_PORT}"
} >> etc/vsftpd.conf
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'the whole file as a here-document',
    env: { PASV_MIN: '40000', PASV_MAX: '40010', PASV_ADDRESS: '198.51.100.4' },
    config: '',
    script: `adduser -D "$FTP_USER" 2>/dev/null || true
cat >etc/vsftpd.conf <<EOF
listen=YES
pasv_enable=YES
pasv_min_port=\${PASV_MIN}
pasv_max_port=\${PASV_MAX}
pasv_address=\${PASV_ADDRESS}
EOF
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a here-document with defaults',
    env: { FTP_TLS: 'YES' },
    config: '',
    script: `set -eu
CFG=etc
PASV_ADDR="\${PASV_ADDRESS:-127.0.0.1}"
cat > "$CFG/vsftpd.conf" <<EOF
listen=YES
pasv_min_port=\${FTP_PASV_MIN:-21000}
pasv_max_port=\${FTP_PASV_MAX:-21010}
pasv_address=\${PASV_ADDR}
ssl_enable=\${FTP_TLS:-NO}
EOF
vsftpd "$CFG/vsftpd.conf"`,
  },
  {
    what: 'modes by a case',
    env: { ...ALL, MODE: 'FTPS' },
    script: `echo "pasv_address=\${PASV_ADDRESS}" >> etc/vsftpd.conf
echo "pasv_min_port=\${PASV_MIN_PORT}" >> etc/vsftpd.conf
echo "pasv_max_port=\${PASV_MAX_PORT}" >> etc/vsftpd.conf
case "\${MODE}" in
    FTP)
        ;;
    FTPS)
        echo "implicit_ssl=YES" >> etc/vsftpd.conf
        echo "pasv_min_port=22000" >> etc/vsftpd.conf
        ;;
    *)
        echo "unknown mode"
        exit 1
        ;;
esac
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a function that sets one line',
    env: ALL,
    config: RANGE,
    script: `set_conf() {
  local key="$1" value="$2"
  if grep -q "^$key=" etc/vsftpd.conf; then
    sed -i "s|^$key=.*|$key=$value|" etc/vsftpd.conf
  else
    echo "$key=$value" >> etc/vsftpd.conf
  fi
}
set_conf pasv_address "$PASV_ADDRESS"
set_conf pasv_min_port "$PASV_MIN_PORT"
set_conf pasv_max_port "$PASV_MAX_PORT"
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a function with a default for its value',
    env: { PASV_MIN_PORT: '10000' },
    script: `function put {
  echo "$1=\${2:-$3}" >> etc/vsftpd.conf
}
put pasv_min_port "$PASV_MIN_PORT" 21000
put pasv_max_port "$PASV_MAX_PORT" 21010
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'main at the end',
    env: { PASV_MIN_PORT: '20000', PASV_MAX_PORT: '20100' },
    script: `main() {
  configure
  exec vsftpd etc/vsftpd.conf
}
configure() {
  echo pasv_min_port=$PASV_MIN_PORT >> etc/vsftpd.conf
  echo pasv_max_port=$PASV_MAX_PORT >> etc/vsftpd.conf
}
main`,
  },
  {
    what: 'options that are put together',
    env: { SERVICE_NAME: 'ftp.internal' },
    script: `DEFAULTS="-ohide_ids=YES -opasv_min_port=20000 -opasv_max_port=20100"
OVERRIDES="-obackground=NO"
if [ -n "$SERVICE_NAME" ]; then
  OVERRIDES="$OVERRIDES -opasv_address=$SERVICE_NAME -opasv_addr_resolve=YES"
fi
vsftpd etc/vsftpd.conf $DEFAULTS $OVERRIDES`,
  },
  {
    what: 'the ends of a range in one variable',
    env: { PASV_PORTS: '30100-30110' },
    script: `LOW=\${PASV_PORTS%-*}
HIGH=\${PASV_PORTS#*-}
echo "pasv_min_port=$LOW" >> etc/vsftpd.conf
echo "pasv_max_port=$HIGH" >> etc/vsftpd.conf
vsftpd`,
  },
  {
    what: 'the ends of a range by cut',
    env: { PASSIVE: '30100:30110' },
    script: `MIN=$(echo $PASSIVE | cut -d: -f1)
MAX=$(echo "$PASSIVE" | cut -d ':' -f 2)
printf "pasv_min_port=%s\\npasv_max_port=%s\\n" "$MIN" "$MAX" >> etc/vsftpd.conf
vsftpd`,
  },
  {
    what: 'a sum',
    env: { FTP_BASE: '21000' },
    script: `: \${FTP_BASE:=20000}
MAX=$((FTP_BASE + 10))
cat >> etc/vsftpd.conf <<EOF
pasv_min_port=$FTP_BASE
pasv_max_port=$MAX
EOF
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'only at the first start',
    env: PORTS,
    config: '',
    script: `if [ ! -f "etc/vsftpd.conf.bak" ]; then
    cp etc/vsftpd.conf etc/vsftpd.conf.bak
    mkdir -p var/run/vsftpd/empty
    cat << EOF >> etc/vsftpd.conf
pasv_enable=YES
pasv_min_port=$PASV_MIN_PORT
pasv_max_port=$PASV_MAX_PORT
EOF
fi
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'comments that are taken off',
    env: {},
    config: '#pasv_min_port=30000\n#pasv_max_port=30009\nlisten=NO\n',
    script: `sed -i 's/^#pasv_min_port/pasv_min_port/' etc/vsftpd.conf
sed -i -r 's/^#\\s*(pasv_max_port=.*)/\\1/' etc/vsftpd.conf
sed -i 's/listen=NO/listen=YES/g' etc/vsftpd.conf
vsftpd`,
  },
  {
    what: 'lines that are replaced as a whole',
    env: { FTP_PORT_MIN: '3000', FTP_PORT_MAX: '3010' },
    config: '#local_enable=YES\npasv_min_port=1\n',
    script: `sed -i "/#local_enable=YES/c\\local_enable=YES" etc/vsftpd.conf
sed -i "/^pasv_min_port/c\\pasv_min_port=$FTP_PORT_MIN" etc/vsftpd.conf
echo "pasv_max_port=$FTP_PORT_MAX" >> etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'lines that are taken out and written again',
    env: ALL,
    config: `${RANGE}pasv_address=10.0.0.1\n`,
    script: `sed -i '/^pasv_address/d;/^pasv_min_port/d' etc/vsftpd.conf
sed -i -e '/^pasv_max_port=/d' etc/vsftpd.conf
echo "pasv_address=$PASV_ADDRESS
pasv_min_port=$PASV_MIN_PORT
pasv_max_port=$PASV_MAX_PORT" >> etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a loop over names and values',
    env: {},
    script: `for line in pasv_enable=YES pasv_min_port=21000 pasv_max_port=21010; do
  grep -qxF "$line" etc/vsftpd.conf || echo "$line" >> etc/vsftpd.conf
done
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'tee with a here-document',
    env: { LOW: '42000', HIGH: '42010' },
    script: `tee -a etc/vsftpd.conf > /dev/null <<CONF
pasv_min_port=$LOW
pasv_max_port=$HIGH
CONF
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a file that is named by a variable',
    env: PORTS,
    script: `conf="etc/vsftpd.conf"
echo "anonymous_enable=NO
local_enable=YES" >$conf
echo "pasv_enable=YES
pasv_min_port=10090
pasv_max_port=10100
pasv_address=ftp.example.net" >>$conf
vsftpd $conf`,
  },
  {
    what: 'a check of what has to be given',
    env: { ...PORTS, PASV_ADDRESS: '203.0.113.5' },
    script: `if [ "$PASV_ADDRESS" = "REQUIRED" ]; then
  echo "Please insert the address of your host"
  exit 1
fi
echo "pasv_address=\${PASV_ADDRESS}" >> etc/vsftpd.conf
: "\${PASV_MIN_PORT:?not set}"
echo "pasv_min_port=\${PASV_MIN_PORT}" >> etc/vsftpd.conf
echo "pasv_max_port=\${PASV_MAX_PORT}" >> etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'an address that is asked for elsewhere',
    env: { PASV_MIN_PORT: '21100', PASV_MAX_PORT: '21110' },
    script: `PUBLIC_IP=$(curl -s https://ip.example.org)
echo "pasv_address=$PUBLIC_IP" >> etc/vsftpd.conf
echo "pasv_min_port=\${PASV_MIN_PORT:-1}" >> etc/vsftpd.conf
echo "pasv_max_port=\${PASV_MAX_PORT:-2}" >> etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'users that are read from a file',
    env: PORTS,
    script: `touch users
while IFS=: read -r user pass; do
  adduser -D "$user" 2>/dev/null
  echo "$user:$pass" | chpasswd 2>/dev/null
done < users
echo "pasv_min_port=$PASV_MIN_PORT" >> etc/vsftpd.conf
echo "pasv_max_port=$PASV_MAX_PORT" >> etc/vsftpd.conf
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'arguments that are put together by set',
    env: { PASV_ADDRESS: '192.0.2.44' },
    script: `set -- etc/vsftpd.conf
[ -n "$PASV_ADDRESS" ] && set -- "$@" "-opasv_address=$PASV_ADDRESS"
exec vsftpd "$@" -opasv_min_port=21000 -opasv_max_port=21010`,
  },
  {
    what: 'yes in several forms',
    env: { PASV_ENABLE: 'yes', ...PORTS },
    script: `case $PASV_ENABLE in
  YES|yes|true) echo "pasv_enable=YES" >> etc/vsftpd.conf
    echo "pasv_min_port=$PASV_MIN_PORT" >> etc/vsftpd.conf
    echo "pasv_max_port=$PASV_MAX_PORT" >> etc/vsftpd.conf ;;
  *) echo "pasv_enable=NO" >> etc/vsftpd.conf ;;
esac
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a test in double brackets with a pattern',
    env: { ADDRESS: 'ftp.example.org', ...PORTS },
    script: `if [[ "$ADDRESS" == *.example.org && -n "$PASV_MIN_PORT" ]]; then
  echo "pasv_address=$ADDRESS" >> etc/vsftpd.conf
fi
if [[ $PASV_MIN_PORT -lt $PASV_MAX_PORT ]]; then
  echo -e "pasv_min_port=$PASV_MIN_PORT\\npasv_max_port=$PASV_MAX_PORT" >> etc/vsftpd.conf
fi
vsftpd`,
  },
  {
    what: 'perl in place',
    env: { LOW: '51000', HIGH: '51010' },
    config: RANGE,
    script: `perl -pi -e "s/^pasv_min_port=.*/pasv_min_port=$LOW/" etc/vsftpd.conf
perl -pi -e "s/^pasv_max_port=.*/pasv_max_port=$HIGH/" etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a template that sed fills in',
    env: ALL,
    config: 'pasv_min_port=__MIN__\npasv_max_port=__MAX__\npasv_address=__IP__\n',
    script: `sed -i -e "s/__MIN__/$PASV_MIN_PORT/;s/__MAX__/$PASV_MAX_PORT/" -e "s#__IP__#\${PASV_ADDRESS}#" etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'only said, not done',
    config: RANGE,
    env: {},
    script: `echo "* passive ports: $(grep pasv_min_port etc/vsftpd.conf | cut -d= -f2)"
cat << EOB
  SERVER SETTINGS
  pasv_max_port: see vsftpd.conf
EOB
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a help text and a function that is not called',
    config: RANGE,
    env: {},
    script: `usage() {
  echo "set pasv_min_port and pasv_max_port, for instance pasv_min_port=1"
}
if [ "$1" = "--help" ]; then
  usage
  exit 0
fi
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'TLS by a function with early return',
    env: ALL,
    script: `tls() {
  [ -z "$TLS_CERT" ] && return
  echo "ssl_enable=YES" >> etc/vsftpd.conf
  echo "pasv_min_port=1" >> etc/vsftpd.conf
}
tls
printf 'pasv_address=%s\\n' "$PASV_ADDRESS" >> etc/vsftpd.conf
printf 'pasv_min_port=%s\\n' "$PASV_MIN_PORT" >> etc/vsftpd.conf
printf 'pasv_max_port=%s\\n' "$PASV_MAX_PORT" >> etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'an address of which the name is asked first',
    env: { PASV_ADDRESS: '', ...PORTS },
    config: 'pasv_address=10.1.2.3\n',
    script: `if [ -n "$PASV_ADDRESS" ]; then
  sed -i "s/^pasv_address=.*/pasv_address=$PASV_ADDRESS/" etc/vsftpd.conf
fi
( echo "pasv_min_port=$PASV_MIN_PORT"; echo "pasv_max_port=$PASV_MAX_PORT" ) >> etc/vsftpd.conf
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'variables by export, with a name for each',
    env: { FTP_PASV_MIN_PORT: '49152', FTP_PASV_MAX_PORT: '49162', FTP_PORT: '2121' },
    config: `listen_port=21\n${RANGE}`,
    script: `set -e
export FTP_PASV_MIN_PORT FTP_PASV_MAX_PORT
sed -i "s/^listen_port=.*/listen_port=\${FTP_PORT}/" etc/vsftpd.conf
sed -i "s/^pasv_min_port=.*/pasv_min_port=\${FTP_PASV_MIN_PORT}/" etc/vsftpd.conf
sed -i "s/^pasv_max_port=.*/pasv_max_port=\${FTP_PASV_MAX_PORT}/" etc/vsftpd.conf
exec vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'grep in a test that is negated',
    env: PORTS,
    config: 'pasv_max_port=5\n',
    script: `if ! grep -q pasv_min_port etc/vsftpd.conf; then
  echo "pasv_min_port=$PASV_MIN_PORT" >> etc/vsftpd.conf
fi
if ! grep -q "^pasv_max_port" etc/vsftpd.conf; then
  echo "pasv_max_port=$PASV_MAX_PORT" >> etc/vsftpd.conf
fi
vsftpd etc/vsftpd.conf`,
  },
  {
    what: 'a count of lines',
    env: PORTS,
    script: `if [ -z "$(grep pasv_max_port= etc/vsftpd.conf)" ]; then
  echo "pasv_max_port=\${PASV_MAX_PORT}" >> etc/vsftpd.conf
  echo "pasv_min_port=\${PASV_MIN_PORT}" >> etc/vsftpd.conf
fi
vsftpd etc/vsftpd.conf`,
  },
];
