# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For groups whose cases run in the guest: boots it, and makes the cases it prints
# and the guest's own verdict into cases of the group. To be sourced, with
# GUEST_OVERLAY and GUEST_OPTIONS set.

guest_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$guest_dir/tests/tap.sh"

# boot COMMAND…: runs it in the guest. Warnings of the kernel among other things
# are the guest's verdict, which is a case too.
boot() {
	local status=0
	"$guest_dir/lab/run" "${GUEST_OPTIONS[@]}" --overlay "$GUEST_OVERLAY" -- "$@" || status=$?
	case $status in
	0 | 1) printf 'ok 0 - no report from the kernel, and modules that unload\n' ;;
	*)
		printf 'not ok 0 - no report from the kernel, and modules that unload\n'
		printf '# lab/run: exit status %d\n' "$status"
		;;
	esac
	printf '1..1\n'
}

# in_guest boot COMMAND…: renumbers the guest's cases behind ours, and sees that
# each that was planned has run.
in_guest() {
	local line planned=0 seen=0
	while IFS= read -r line; do
		case $line in
		ok\ * | not\ ok\ *)
			seen=$((seen + 1))
			TAP_CASES=$((TAP_CASES + 1))
			case $line in not*) TAP_FAILED=$((TAP_FAILED + 1)) ;; esac
			printf '%s\n' "$line" | sed "s/ok [0-9]*/ok $TAP_CASES/"
			;;
		1..*) planned=$((planned + ${line#1..})) ;;
		*) printf '%s\n' "$line" ;;
		esac
	done < <("$@" 2>&1)
	if [ "$planned" = "$seen" ] && [ "$seen" -gt 1 ]; then
		tap_ok "every test of the guest has run"
	else
		tap_not_ok "every test of the guest has run" "planned $planned, came $seen"
	fi
}
