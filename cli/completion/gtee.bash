# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Completion of gtee's subcommands, their options and arguments. The candidates come from
# gtee's own output.

_gtee_subcommands() {
	gtee help 2>/dev/null | sed -n 's/^  \([a-z]*\)  *[A-Z].*/\1/p'
}

_gtee_options() {
	gtee help "$1" 2>/dev/null | grep -oE -- '--[a-z]+' | sort -u
}

# Print the names and UUIDs of the known Trusted Applications.
_gtee_applications() {
	gtee list 2>/dev/null | awk '$1 ~ /^[0-9a-f]+-/ { print $1; if ($2 != "-") print $2 }'
}

# Print the options of a subcommand that take an argument.
_gtee_options_with_argument() {
	gtee help "$1" 2>/dev/null |
		sed -nE 's/^ +((-.), )?(--[a-z]+) [A-Z]+ .*/\2 \3/p' | tr '\n' ' '
}

_gtee() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command='' choices='' with_argument='--tee -t' place=0 n
	for ((n = 1; n < COMP_CWORD; n++)); do
		case ${COMP_WORDS[n]} in
		-*)
			case " $with_argument " in
			*" ${COMP_WORDS[n]} "*) n=$((n + 1)) ;;
			esac ;;
		*)
			if [ -z "$command" ]; then
				command=${COMP_WORDS[n]}
				with_argument=$(_gtee_options_with_argument "$command")
			else
				place=$((place + 1))
			fi ;;
		esac
	done
	case $command:$before in
	*:--tee | *:-t)
		choices="$(cd /sys/class/tee 2>/dev/null && echo tee[0-9]*) tos: driver: name: unix:" ;;
	:*) choices="$(_gtee_subcommands) --tee --json --version" ;;
	help:*) choices=$(_gtee_subcommands) ;;
	ta:ta) choices="new build sign debug fuzz" ;;
	ta:*)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return ;;
	*:--login | *:-l)
		choices="public user group application user-application group-application" ;;
	*:--group) choices=$(compgen -g) ;;
	*:--ta | *:-a) choices=$(_gtee_applications) ;;
	list:--folder | list:-f)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return ;;
	*)
		choices=$(_gtee_options "$command")
		if [[ $word != -* ]]; then
			case $command:$place in
			call:0 | bench:0) choices=$(_gtee_applications) ;;
			call:1 | bench:1) choices='' ;;
			call:*)
				compopt -o nospace 2>/dev/null
				choices="value: value-out value-inout: text: hex: in: out: inout:"
				choices="$choices null none" ;;
			esac
		fi ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}

complete -F _gtee gtee
