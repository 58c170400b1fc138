# Completion for bash. Commands, options, formats and keys are those that the
# program's own help names.

# The names that a help text on standard input lists under a heading.
_labscan_names() {
	sed -n "/^$1:\$/,/^\$/s/^  \([A-Za-z0-9_]*\) .*/\1/p"
}

# What is in these directories.
_labscan_entries() {
	find "$@" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null
}

_labscan() {
	local program=$1 cur=$2 prev=$3
	local command=scan commands help words=

	commands=$("$program" --help 2>/dev/null | _labscan_names Commands)
	if [[ $COMP_CWORD -gt 1 && " ${commands//$'\n'/ } " == *" ${COMP_WORDS[1]} "* ]]; then
		command=${COMP_WORDS[1]}
	fi
	help=$("$program" "$command" --help 2>/dev/null)

	case $prev in
	-f | --format)
		words=$(_labscan_names Formats <<<"$help")
		;;
	--arch)
		words="x86_64 aarch64"
		;;
	--machine)
		words="q35 pc virt"
		;;
	--model)
		words="intel amd smmuv3 virtio auto"
		;;
	-o | --output | -r | --token | --cacert | --spool | --root | --document)
		;; # files, by default
	*)
		if [[ $cur == -* ]]; then
			words=$(sed -n 's/^  \(-., \|    \)\(--[a-z]*\).*/\2/p' <<<"$help")
		else
			words=$(_labscan_names Keys <<<"$help")
			case $command in
			groups) words+=$'\n'$(_labscan_entries /sys/kernel/iommu_groups) ;;&
			groups | device) words+=$'\n'$(_labscan_entries /sys/class/net /sys/block) ;;
			esac
			[[ $COMP_CWORD -eq 1 ]] && words+=" $commands"
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o default -F _labscan labscan
