# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# For groups whose cases run in the guest: boots it, and makes the cases it prints
# and the guest's own verdict into cases of the group. To be sourced, with
# GUEST_OVERLAY and GUEST_OPTIONS set.
#
# A group whose first arguments may be "--kernel debug" looks for them with
# guest_kernel; tests/debug runs it so.

guest_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$guest_dir/tests/lib/tap.sh"

GUEST_KERNEL=stock GUEST_PATIENCE=()

# guest_kernel ARGUMENT…: whether the first two name a kernel, which is set then.
guest_kernel() {
	[ "${1:-}" = --kernel ] || return 1
	GUEST_KERNEL=${2:?"--kernel takes stock or debug"}
	# All of it is several times as slow there, and the machine is shared.
	[ "$GUEST_KERNEL" != debug ] || GUEST_PATIENCE=(--timeout 3000)
}

# guest_modules OVERLAY MODULE…: of that kernel, into the overlay's folder of tests.
guest_modules() {
	local overlay=$1 module
	shift
	for module in "$@"; do
		cp "${GTEE_BUILD_DIR:-$guest_dir/build}/modules/$GUEST_KERNEL/$module.ko" "$overlay/tests/" ||
			{ echo "Bail out! $module.ko is not built: make modules"; exit 2; }
	done
}

# boot COMMAND…: runs it in the guest. Warnings of the kernel among other things
# are the guest's verdict, which is a case too.
boot() {
	local status=0
	"$guest_dir/lab/run" --kernel "$GUEST_KERNEL" "${GUEST_OPTIONS[@]}" "${GUEST_PATIENCE[@]}" \
		--overlay "$GUEST_OVERLAY" -- "$@" || status=$?
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
