#!/usr/bin/env bash
# A whole swarm on this machine: a tracker, a seed and three leeches that fetch a real file and feed each other.
#
#   ./demo.sh [--keep] [FILE]
#
#   FILE     what to share; default: the running JDK's own lib/modules (about 130 MB)
#   --keep   leave the swarm running until Ctrl-C, to look at it
#
# Needs a JDK 17 or newer, Maven (for the first build), curl and four times the file's size of free disk.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tracker_jar=$here/tracker-app/target/tracker-app.jar
peer_jar=$here/peer-app/target/peer-app.jar
leeches=3
keep=no
file=

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0"; }
fail() { echo "demo: $*" >&2; exit 1; }

for argument in "$@"; do
  case $argument in
    --keep) keep=yes ;;
    -h|--help) usage; exit 0 ;;
    -*) usage >&2; echo "demo: there is no option $argument" >&2; exit 2 ;;
    *) [ -z "$file" ] || { echo "demo: one file at a time, not also $argument" >&2; exit 2; }; file=$argument ;;
  esac
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no java found; install a JDK 17 or newer, or set JAVA_HOME"
command -v curl >/dev/null || fail "no curl found; install it"
if [ -z "$file" ]; then
  file=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')/lib/modules
fi
[ -f "$file" ] && [ -r "$file" ] || fail "cannot read the file $file"
length=$(stat -Lc %s "$file" 2>/dev/null || stat -Lf %z "$file")
name=$(basename "$file")

is_built() {
  [ -f "$tracker_jar" ] && [ -f "$peer_jar" ] &&
    [ -z "$(find "$here"/{shared-model,tracker-app,peer-app}/{src/main,pom.xml} "$here/pom.xml" "$here/application.yml" \
            -newer "$here/peer-app/target/classes" -type f -print -quit)" ]
}
if ! is_built; then
  command -v mvn >/dev/null || fail "no mvn found; install Maven to build the jars"
  echo "Building (the first time Maven fetches what it needs) ..."
  mvn -q -B -f "$here/pom.xml" -pl tracker-app,peer-app -am package -DskipTests
  touch "$here/peer-app/target/classes"
fi

room=$(mktemp -d "${TMPDIR:-/tmp}/rangeswarm-demo.XXXXXX")
free=$(( $(df -Pk "$room" | awk 'NR == 2 { print $4 }') * 1024 ))
[ "$free" -gt $((4 * length)) ] || { rmdir "$room"; fail "$room has $free bytes free and the copies need $((4 * length)); set TMPDIR"; }

pids=()
stop_all() {
  trap - EXIT INT TERM
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$room"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# start NAME ARGUMENTS...: runs a jar in the demo's folder, its log in NAME.log
start() {
  local log=$room/$1.log; shift
  (cd "$room" && exec "$java" -Xmx64m -jar "$@") >"$log" 2>&1 &
  pids+=($!)
}

# url_of NAME: waits until the app says where it is
url_of() {
  local log=$room/$1.log url
  for _ in $(seq 600); do
    url=$(sed -n 's/.* on \(http:\/\/localhost:[0-9]*\).*/\1/p' "$log" | head -n 1)
    [ -z "$url" ] || { echo "$url"; return; }
    sleep 0.1
  done
  cat "$log" >&2
  fail "$1 did not start within a minute"
}

# field NAME JSON: the first number or word of that name
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p" <<<"$2"; }

mkdir "$room/seed"
cp "$file" "$room/seed/$name"

start tracker "$tracker_jar" --port=0 --data=tracker-data
tracker=$(url_of tracker)
start seed "$peer_jar" --share=seed --tracker="$tracker" --name=seed
seed=$(url_of seed)
echo "tracker  $tracker"
echo "seed     $seed  shares $name, $length bytes"
for _ in $(seq 600); do
  listed=$(curl -fsS "$tracker/api/v1/files")
  [[ $listed == *'"fileId"'* ]] && break
  sleep 0.1
done
file_id=$(sed -n 's/.*"fileId":"\([0-9a-f]*\)".*/\1/p' <<<"$listed")
[ -n "$file_id" ] || { cat "$room/seed.log" >&2; fail "the seed did not register the file within a minute"; }

for i in $(seq $leeches); do
  start "leech$i" "$peer_jar" --share="leech$i" --fetch="$file_id" --tracker="$tracker" --name="leech$i"
done
urls=()
for i in $(seq $leeches); do
  urls+=("$(url_of "leech$i")")
  echo "leech $i  ${urls[i - 1]}"
done

echo
done_count=0
for _ in $(seq 6000); do
  line= done_count=0
  for i in $(seq $leeches); do
    download=$(curl -fsS "${urls[i - 1]}/api/v1/downloads" || true)
    state=$(field state "${download%%\"sources\"*}")
    held=$(field heldBytes "${download%%\"sources\"*}")
    line+=$(printf 'leech %d %3d %%  %-9s ' "$i" "$((length ? 100 * ${held:-0} / length : 100))" "${state:-starting}")
    [ "$state" = COMPLETE ] && done_count=$((done_count + 1))
    [ "$state" = FAILED ] && { cat "$room/leech$i.log" >&2; fail "leech $i failed"; }
  done
  if [ -t 1 ]; then printf '\r%s' "$line"; elif [ "$line" != "${last:-}" ]; then echo "$line"; fi
  last=$line
  [ $done_count -eq $leeches ] && break
  sleep 0.2
done
[ ! -t 1 ] || echo
[ $done_count -eq $leeches ] || fail "not all leeches were done within 20 minutes"

echo
for i in $(seq $leeches); do
  cmp "$file" "$room/leech$i/$name" || fail "leech $i's copy differs"
done
(cd "$room" && sha256sum "seed/$name" leech*/"$name")

# Who sent how much to whom, as each leech counted it.
names=" $seed=seed"
for i in $(seq $leeches); do names+=" ${urls[i - 1]}=leech$i"; done
echo
echo "Bytes of verified chunks, by sender:"
from_seed=0 from_leeches=0
for i in $(seq $leeches); do
  download=$(curl -fsS "${urls[i - 1]}/api/v1/downloads")
  while read -r endpoint bytes; do
    [ "${bytes:-0}" -gt 0 ] || continue
    port=${endpoint##*:}
    sender=$(grep -o " http://localhost:$port=[a-z0-9]*" <<<"$names" | sed 's/.*=//')
    printf '  %-7s -> leech%d  %12d\n' "$sender" "$i" "$bytes"
    if [ "$sender" = seed ]; then from_seed=$((from_seed + bytes)); else from_leeches=$((from_leeches + bytes)); fi
  done < <(grep -o '"endpoint":"[^"]*","heldChunks":[0-9]*,"requestsInFlight":[0-9]*,"bytes":[0-9]*' <<<"$download" |
             sed 's/"endpoint":"\([^"]*\)".*"bytes":\([0-9]*\)/\1 \2/')
done
total=$((from_seed + from_leeches))
if [ $total -gt 0 ]; then
  printf 'The seed sent %d.%02d times the file; the leeches sent each other %d %% of all.\n' \
    $((from_seed / length)) $((from_seed % length * 100 / length)) $((100 * from_leeches / total))
  [ $from_leeches -gt 0 ] || fail "the leeches did not feed each other"
fi

echo
echo "Look at it:  $tracker/actuator/stats"
echo "             $tracker/api/v1/files/$file_id/locations"
echo "             curl -r 0-1048575 ${urls[0]}/files/$file_id | sha256sum"
if [ $keep = yes ]; then
  echo "Running until Ctrl-C; the files are in $room"
  wait
fi
