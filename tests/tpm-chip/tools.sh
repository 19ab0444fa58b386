# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest, where softteed is the only TEE: Debian's tpm2-tools with the chip's resource
# manager, and the kernel's own keys beside them. softteed is restarted in between, which is what a
# reboot is to its TPM.

. /tests/guest-tap.sh

# check NAME COMMAND…: like check in guest-tap.sh, but in this shell, because some commands start
# softteed, which would keep the subshell's output open.
check() {
	name=$1
	shift
	"$@" >/run/output 2>&1
	verdict "$name" $? "failed: $*" "$(cat /run/output)"
}

TPM2TOOLS_TCTI=device:/dev/tpmrm0
export TPM2TOOLS_TCTI
INDEX=0x01500016
cd /run || exit 2

has_chip() { [ -c /dev/tpmrm0 ]; }
within() {
	tries=250
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		usleep 100000
	done
}

start_softteed() {
	softteed --vtee --applications /tests/applications --allow-unsigned \
		--storage /run/store 2>>/run/softteed.log &
	softteed=$!
	within has_chip || exit 2
}

# restart_softteed: end it in the way that the argument names, TERM or KILL.
restart_softteed() {
	kill "-$1" $softteed
	wait $softteed 2>/dev/null
	until [ ! -e /dev/tpmrm0 ]; do usleep 100000; done
	start_softteed
}

has() { tpm2_nvread $INDEX -C o -s 8 | grep -qx "$1"; }
write() { printf '%s' "$1" | tpm2_nvwrite $INDEX -C o -i -; }
unseals() { tpm2_unseal -c sealed | grep -qx secret; }
loads() { tpm2_load -Q -C primary -u sealed.pub -r sealed.priv -c sealed; }
makes_primary() { tpm2_createprimary -Q -C o -G ecc -c primary; }

random_numbers() { [ "$(tpm2_getrandom --hex 16 | wc -c)" -ge 32 ]; }
pcr_10_is_not_zero() { ! tpm2_pcrread sha256:10 | grep -q '10: 0x0*$'; }

quotes() {
	tpm2_createek -Q -c ek -G ecc -u ek.pub &&
		tpm2_createak -Q -C ek -c ak -G ecc -g sha256 -s ecdsa -u ak.pub -f pem \
			-n ak.name &&
		tpm2_quote -Q -c ak -l sha256:10 -q abcdef -m quote -s quote.sig -o quote.pcrs &&
		checks_quote_for abcdef
}
checks_quote_for() {
	tpm2_checkquote -Q -u ak.pub -m quote -s quote.sig -f quote.pcrs -q "$1" -g sha256
}
not() { ! "$@"; }

# Two at a time, as the resource manager is there for
uses_two_sessions() {
	tpm2_startauthsession -S one && tpm2_startauthsession -S two &&
		tpm2_policypcr -Q -S one -l sha256:10 && tpm2_policypcr -Q -S two -l sha256:10 &&
		tpm2_flushcontext one && tpm2_flushcontext two
}

# kill_amid_writes: kill softteed while an index is written to, and look for either value.
kill_amid_writes() {
	last=0
	write 00000000 || return 1
	for round in 1 2 3 4 5; do
		rm -f enough
		{ until [ -e enough ] || ! write "0000000$round"; do :; done; } >/dev/null 2>&1 &
		writer=$!
		usleep $((round * 70000))
		restart_softteed KILL
		touch enough
		wait $writer
		if has "0000000$round"; then last=$round; fi
		has "0000000$last" || return 1
	done
}

insmod /lib/gtee/vtee.ko || exit 2
insmod /lib/gtee/tee_tpm.ko || exit 2
mkdir -p /run/store
start_softteed
check "self-test" tpm2_selftest -f
check "random numbers" random_numbers
check "extend a PCR" tpm2_pcrextend "10:sha256=$(printf '%064d' 1)"
check "make a primary key" makes_primary
echo secret >plain
check "seal" tpm2_create -Q -C primary -i plain -u sealed.pub -r sealed.priv
check "load what was sealed" loads
check "unseal" unseals
check "quote, and check the quote" quotes
check "the quote isn't one for another nonce" not checks_quote_for abcdff
check "two sessions at once" uses_two_sessions
check "define an index" tpm2_nvdefine -Q $INDEX -C o -s 8 -a 'ownerread|ownerwrite'
check "write it" write 12345678
check "a PCR isn't zero" pcr_10_is_not_zero
restart_softteed TERM
check "read the index after a restart" has 12345678
check "PCRs are zero" not pcr_10_is_not_zero
check "the primary key is the same" makes_primary
check "as what it has sealed shows" loads
check "unseal again" unseals
check "softteed is killed amid writes: the index has the old value or the new one" kill_amid_writes
makes_primary
loads
check "what was sealed is still unsealed" unseals
plan
