# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Functions for groups whose cases run in the guest. They boot it, and report the cases that it
# prints, and the lab's verdict, as cases of the group. The group's script sources this file. It
# sets GUEST_OVERLAY, the directory whose files are added to the guest's root, and GUEST_OPTIONS,
# options of lab/run.

guest_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=tap.sh
. "$guest_dir/tests/lib/tap.sh"

GUEST_KERNEL=stock GUEST_TIMEOUT=()

# guest_kernel ARGUMENT…: if the first two arguments are "--kernel NAME", choose that kernel
# and succeed. tests/debug runs groups with "--kernel debug".
guest_kernel() {
	[ "${1:-}" = --kernel ] || return 1
	GUEST_KERNEL=${2:?"--kernel takes stock or debug"}
	# The debug kernel is several times slower, and the machine may be busy.
	[ "$GUEST_KERNEL" != debug ] || GUEST_TIMEOUT=(--timeout 3000)
}

# guest_modules OVERLAY MODULE…: copy modules, built for the chosen kernel, to OVERLAY/tests.
guest_modules() {
	local overlay=$1 module
	shift
	for module in "$@"; do
		cp "${GTEE_BUILD_DIR:-$guest_dir/build}/modules/$GUEST_KERNEL/$module.ko" \
			"$overlay/tests/" ||
			{ echo "Bail out! $module.ko is not built: make modules"; exit 2; }
	done
}

# boot COMMAND…: run the command in the guest, with guest-tap.sh in /tests. The lab's verdict is
# reported as one more case, which fails if the kernel reports a problem or a module cannot be
# unloaded.
boot() {
	local status=0
	mkdir -p "$GUEST_OVERLAY/tests"
	cp "$guest_dir/tests/lib/guest-tap.sh" "$GUEST_OVERLAY/tests/"
	"$guest_dir/lab/run" --kernel "$GUEST_KERNEL" "${GUEST_OPTIONS[@]}" "${GUEST_TIMEOUT[@]}" \
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

# in_guest boot COMMAND…: boot, and continue the group's numbering with the guest's cases. One
# more case checks that all planned cases ran.
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
		tap_not_ok "every test of the guest has run" "planned $planned, got $seen"
	fi
}
