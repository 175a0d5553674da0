#!/bin/sh
# Looks after one run, in the run's folder, and outlives whoever started it: how the run ended stands in the file "exit".
#
#   supervise.sh private|mapped WORD...
#
# Comes with: JG_WORKSPACE, JG_NAMES, JG_CODED and JG_V_* (below), JG_WAIT; for a private workspace JG_ROOT, JG_UNSHARE, JG_DROP;
# JG_GROUP, the control group of the program, and JG_DATA, how many KiB of data each process may have, both empty if there is none.
# Descriptors: 3 and 4 the program's output, 6 the processes of its control group, 7 what setsid says of its end, 8 "started",
# 9 "status".

# The last shell before the program: gives it its variables and words, and nothing else. The variables come under another
# name, so that none of them (PATH, LD_PRELOAD, IFS) works on the supervisor, and in the environment, so that none shows
# in a list of processes. What is not ASCII comes with octal escapes: the one who started us may not be able to write it.
JG_PROGRAM='
# The program is in its group from its first moment on. By a descriptor, since all of the host may be read-only here.
[ -z "$JG_GROUP" ] || echo 0 >&6 || exit 125
[ -z "$JG_DATA" ] || ulimit -d "$JG_DATA" 2>/dev/null
exec 2>&5 3>&- 4>&- 5>&- 6>&- 7>&-
set -f
_jg_names=$JG_NAMES _jg_coded=$JG_CODED _jg_words=$JG_WORDS
cd "$JG_WORKSPACE" || exit
unset JG_PROGRAM JG_NAMES JG_CODED JG_WORDS JG_WORKSPACE JG_WAIT JG_ROOT JG_UNSHARE JG_DROP JG_GROUP JG_DATA
for _jg_name in $_jg_coded; do
    eval "JG_V_$_jg_name=\$(printf %b_ \"\$JG_V_$_jg_name\"); JG_V_$_jg_name=\${JG_V_$_jg_name%_}"
done
if [ "$_jg_words" = coded ]; then
    for _jg_word do
        _jg_word=$(printf %b_ "$_jg_word")
        set -- "$@" "${_jg_word%_}"
        shift
    done
fi
_jg_file=
case $1 in
*/*) [ -f "$1" ] && [ -x "$1" ] && _jg_file=$1 ;;
*)
    IFS=:
    for _jg_dir in $JG_V_PATH; do
        if [ "$1" ] && [ -f "${_jg_dir:-.}/$1" ] && [ -x "${_jg_dir:-.}/$1" ]; then
            _jg_file=${_jg_dir:-.}/$1
            break
        fi
    done
    unset IFS
    ;;
esac
# Below, this shell leaves the start to another program, which does not say why it failed.
if [ "${BASH_VERSION-}" ] && [ "$_jg_file" ] && read -r -n 256 _jg_line 2>/dev/null <"$_jg_file"; then
    case $_jg_line in
    "#!"*)
        _jg_line=${_jg_line#??}
        _jg_line=${_jg_line#"${_jg_line%%[! ]*}"}
        [ -x "${_jg_line%% *}" ] || _jg_file=
        ;;
    esac
fi
if [ -z "$_jg_file" ]; then
    echo not-found >&9
    exit 127
fi
_jg_env=
[ -z "${BASH_VERSION-}" ] || _jg_env=$(command -v env)
# From here on nothing is forked, which could fail: the program starts. On a full disk it does not: it would run, and count
# as one that has not started.
echo $$ >&8 || {
    echo full >&9
    exit 125
}
unset PATH PWD OLDPWD SHLVL
if [ "${BASH_VERSION-}" ]; then
    PATH=$JG_V_PATH
    shopt -s execfail
    # This shell exports some variables whether or not it is told to.
    set -- -- "$@"
    for _jg_name in _ SHLVL PWD OLDPWD; do
        case " $_jg_names " in
        *" $_jg_name "*) ;;
        *) set -- -u "$_jg_name" "$@" ;;
        esac
    done
    set -- "$_jg_env" "$@"
fi
for _jg_name in $_jg_names; do
    eval "export $_jg_name=\"\$JG_V_$_jg_name\""
    unset "JG_V_$_jg_name"
done
# A shell that cannot execute the program ends here: its interpreter is missing, or it is for another machine.
trap "echo not-found >&9" EXIT
exec "$@" 8>&- 9>&-
exit 127
'
export JG_PROGRAM

# Runs the program in a session of its own and returns its exit code. setsid alone among the tools at hand tells a signal
# from an exit code over 128, by what it writes; where it cannot, a code of 128 and more is read as the shells mean it.
run_program() {
    case $JG_WAIT in
    setsid) setsid --fork --wait $JG_DROP /bin/sh -c 'eval "$JG_PROGRAM"' program "$@" >&3 5>&4 2>&7 ;;
    shell)
        if command -v setsid >/dev/null; then
            setsid /bin/sh -c 'eval "$JG_PROGRAM"' program "$@" >&3 5>&4 &
        else
            set -m
            /bin/sh -c 'eval "$JG_PROGRAM"' program "$@" >&3 5>&4 &
        fi
        wait $!
        ;;
    esac
}

# Whether a mount, by the end of its path, is read-only. Asked of the kernel: some shells take root for one who may write
# anywhere.
is_read_only() {
    while read -r _ _ _ _ point options _; do
        case "$point $options," in
        *"$1 ro,"*) return 0 ;;
        esac
    done <"$JG_ROOT/proc/self/mountinfo"
    return 1
}

# Makes what is not the run's own read-only. A util-linux before 2.39 did so neither below what it bound, nor where a mount
# has flags that only its owner may take off.
make_read_only() {
    while read -r _ _ _ _ point options _; do
        case "$point $options" in
        /workspace[\ /]* | /tmp\ * | /var/tmp\ * | /proc[\ /]* | /dev/shm\ * | *\ ro*) ;;
        *) mount -o "remount,bind,ro${options#rw}" "$(printf %b "$point")" ;;
        esac
    done </proc/self/mountinfo
}

# The first process of the run's own namespaces: when it ends, the kernel kills all others.
if [ "$1" = isolate ]; then
    shift
    # An exotic mount of the host may refuse; what counts is checked.
    mount -a -T mounts
    # No program starts without a folder that it asked for, or with the right to write where it is only to read.
    while IFS= read -r line; do
        rights=${line%% *} line=${line#* }
        name=${line%% *} target=$JG_ROOT/workspace/mounts/${line%% *}
        if ! [ "${line#* }" -ef "$target" ] || { [ "$rights" = ro ] && ! is_read_only "/workspace/mounts/$name"; }; then
            echo "unmounted $name" >&9
            exit 125
        fi
    done <needed
    # Tools that do not know an option may leave it out and say nothing.
    if ! { cd "$JG_ROOT" && [ -d workspace/artifacts ] && [ -d proc/self ] && [ -d usr ] &&
        pivot_root . tmp && cd / && umount -l /tmp && JG_ROOT= && is_read_only /; }; then
        echo unprepared >&9
        exit 125
    fi
    make_read_only
    run_program "$@"
    code=$?
    echo ended >&9
    exit $code
fi

mode=$1
shift
exec 3>&1 4>>stderr >>supervisor.log 2>&1 7>>wrapper 8>>started 9<>status
[ -z "$JG_GROUP" ] || exec 6>"$JG_GROUP/cgroup.procs"
read -r stat </proc/$$/stat 2>/dev/null || stat=
# Creating the file is the right to start the program. Whoever finds the run abandoned takes it from us this way.
set -C
echo "$$ $stat" >claim || exit 1
set +C

# How long the host is up: a clock that nobody sets tells how long the program runs. Not every host has it.
read -r began rest </proc/uptime 2>/dev/null || began=
echo "$began" >uptime

# Whether something of the program is left, in its control group or else in its process group. It is killed.
kill_left() {
    if [ -z "$JG_GROUP" ]; then
        kill -s KILL -- "-$group"
        return
    fi
    while read -r key value; do
        [ "$key $value" != "populated 1" ] || { echo 1 >"$JG_GROUP/cgroup.kill" && return; }
    done <"$JG_GROUP/cgroup.events"
    return 1
}

# Records the end. Called by whatever this shell ends of, as a process that it cannot fork, and forks none itself.
record_end() {
    trap - EXIT
    ended= oom=
    [ -z "$began" ] || read -r ended rest </proc/uptime 2>/dev/null || ended=
    read -r end <status
    case $end in
    not-found | full | unprepared | unmounted*) ;;
    *)
        # A program has started when it has said so: else the code is that of one who was to start it.
        if ! [ -s started ]; then
            end=unstarted
        elif [ "$end" != ended ]; then
            end=killed
        elif [ -s wrapper ]; then
            end="signalled $((code & 127))"
        elif [ "$JG_WAIT" = shell ] && [ $code -gt 128 ]; then
            end="signalled $((code - 128))"
        else
            end="exited $code"
        fi
        ;;
    esac
    # The kernel tells whether it killed some of the group for want of memory.
    [ -z "$JG_GROUP" ] || while read -r key count; do
        [ "$key" != oom_kill ] || [ "$count" = 0 ] || oom="oom "
    done 2>/dev/null <"$JG_GROUP/memory.events"
    case $end in exited* | signalled* | killed) end=$oom$end ;; esac
    # Both files are there since before the start, and are written over in place: a disk that the run has filled loses no end.
    [ -z "$ended" ] || end="$end $began $ended"
    echo "$end" 1<>exit.new
    exec mv -f exit.new exit
}
trap record_end EXIT

if [ "$mode" = private ]; then
    unshare $JG_UNSHARE --mount --pid --fork --kill-child --propagation private /bin/sh "$0" isolate "$@"
    code=$?
else
    run_program "$@"
    code=$?
    echo ended >&9
    # Nothing of a run survives it: what the program left ends now, before the end is on record.
    if [ "$JG_GROUP" ] || read -r group <started; then
        tries=0
        while kill_left && [ $tries -lt 100 ]; do
            sleep 0.01
            tries=$((tries + 1))
        done 2>/dev/null
    fi
fi
