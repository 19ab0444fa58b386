# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Decide from the files of a run how it ended. A missing verdict is a failure.

# What the kernel prints when it reports a fault. The match is case-sensitive,
# because a debug kernel names its sanitizers at boot in lower case.
KERNEL_REPORTS='WARNING:|BUG:|Oops|Call trace:|Unable to handle kernel|Internal error:'
KERNEL_REPORTS+='|Kernel panic|kernel BUG at|KASAN:|KCSAN:|KFENCE:|UBSAN:|refcount_t:'
KERNEL_REPORTS+='|soft lockup|hard LOCKUP|detected stalls|self-detected stall'
KERNEL_REPORTS+='|INFO: task .* blocked for more than|INFO: trying to register non-static key'
KERNEL_REPORTS+='|possible circular locking|possible recursive locking|inconsistent lock state'
KERNEL_REPORTS+='|suspicious RCU usage|sleeping function called from invalid context'
KERNEL_REPORTS+='|DEBUG_LOCKS_WARN_ON|lock held when returning|held lock freed|bad unlock balance'
KERNEL_REPORTS+='|list_(add|del) corruption|unreferenced object|Objects remaining'
KERNEL_REPORTS+='|unable to handle page fault|Out of memory:|nobody cared'

# The same for the secure world. A panic of a Trusted Application is permitted,
# because tests cause it on purpose; one of OP-TEE's core or of the firmware is
# not. The firmware's "PANIC at PC" is not in the list, because the firmware
# also prints it if a machine that it has switched off takes a moment to stop.
# After a real panic, the machine hangs and the run times out.
SECURE_REPORTS='E/TC:.*[Pp]anic (at|.)|E/TC:.*Core (data|prefetch|undef)-abort'
SECURE_REPORTS+='|E/TC:.*[Aa]ssertion|^ASSERT:'
SECURE_REPORTS+='|Unhandled (External )?(Exception|Abort)|BACKTRACE: START'

# OP-TEE's last message on a CPU that will serve no more calls.
# shellcheck disable=SC2034 # lab/run uses it
SECURE_END='Halting CPU'

# readable_kmsg FILE: print the records of /dev/kmsg in dmesg's format.
readable_kmsg() {
	sed -E 's/^[0-9]+,[0-9]+,-[^;]*;//
		s/^[0-9]+,[0-9]+,([0-9]+)([0-9]{6}),[^;]*;/[\1.\2] /
		s/^[0-9]+,[0-9]+,([0-9]{1,6}),[^;]*;/[0.\1] /
		s/^4,0,0,-;//' "$1"
}

# show_report TITLE PATTERN FILE: print each matching line with its context.
# Fail if no line matches.
show_report() {
	grep -aqE "$2" "$3" || return 1
	printf 'lab: %s:\n' "$1" >&2
	grep -aE -B 2 -A 40 "$2" "$3" | head -n 200 >&2
}

# judge_reports DIR: print the reports of both worlds; succeed if there is one.
# The console's log is searched only if the log from the guest has no report.
judge_reports() {
	local dir=$1 found=1 log=$1/console.log
	if [ -s "$dir/kmsg" ]; then
		readable_kmsg "$dir/kmsg" >"$dir/kmsg.txt"
		show_report "the guest's kernel reported" "$KERNEL_REPORTS" "$dir/kmsg.txt" &&
			found=0
	fi
	if [ "$found" = 1 ] && [ -s "$log" ]; then
		show_report "the guest's kernel reported, on its console" "$KERNEL_REPORTS" \
			"$log" &&
			found=0
	fi
	if [ -s "$dir/secure.log" ]; then
		show_report "the secure world reported" "$SECURE_REPORTS" "$dir/secure.log" &&
			found=0
	fi
	return "$found"
}

# verdict_lines DIR NONCE WORD: print the guest's lines with that word.
verdict_lines() { sed -n "s/^gtee-lab $2 $3 \\{0,1\\}//p" "$1/verdict" 2>/dev/null; }

# verdict_has DIR NONCE WORD
verdict_has() { grep -q "^gtee-lab $2 $3\\( \\|\$\\)" "$1/verdict" 2>/dev/null; }

# log_whole DIR NONCE: whether the kernel's log has its first and its last mark.
# Without them, a report may be missing.
log_whole() {
	grep -aq "gtee-lab $2 first" "$1/kmsg" && grep -aq "gtee-lab $2 last" "$1/kmsg"
}

# show_ends DIR: print the last lines of the logs of a guest that did not finish.
show_ends() {
	local name
	for name in console secure; do
		[ -s "$1/$name.log" ] || { note "the $name log is empty"; continue; }
		note "the end of the $name log:"
		tail -n 15 "$1/$name.log" >&2
	done
}

# judge DIR NONCE TIMED_OUT: print why the run failed, if it did; return
# lab/run's exit status.
judge() {
	local dir=$1 nonce=$2 timed_out=$3 failure status
	if judge_reports "$dir"; then
		return "$STATUS_REPORT"
	elif [ "$timed_out" = yes ]; then
		note "time-out: the guest was still running and has been stopped"
		show_ends "$dir"
		return "$STATUS_TIMEOUT"
	elif ! verdict_has "$dir" "$nonce" booted; then
		note "the guest never came up"
		show_ends "$dir"
		return "$STATUS_DIED"
	elif ! verdict_has "$dir" "$nonce" end && ! verdict_has "$dir" "$nonce" status &&
		[ ${#COMMAND[@]} = 0 ]; then
		# No fault was reported, so the user ended QEMU or powered the guest off.
		note "the machine was switched off before its shell was left ('exit' leaves it):" \
			"neither its modules were unloaded nor its log looked at"
		return "$STATUS_DIED"
	elif ! verdict_has "$dir" "$nonce" end; then
		note "the guest ended without a verdict: it died, was powered off or was reset"
		show_ends "$dir"
		return "$STATUS_DIED"
	elif ! log_whole "$dir" "$nonce"; then
		note "the kernel's log is not whole (it overran, or lost its first records)," \
			"so nothing can be said of it"
		return "$STATUS_REPORT"
	fi
	failure=$(verdict_lines "$dir" "$nonce" failed)
	if [ -n "$failure" ]; then
		note "the run failed: ${failure//$'\n'/$'\n'lab: the run failed: }"
		[ ! -e "$dir/kmsg.txt" ] ||
			{ note "the end of the kernel's log:"; tail -n 20 "$dir/kmsg.txt" >&2; }
		return "$STATUS_MODULES"
	fi
	status=$(verdict_lines "$dir" "$nonce" status | tail -n 1)
	return "${status:-$STATUS_DIED}"
}
