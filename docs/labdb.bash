# Completion for bash. Commands and options are those that the program's own help names,
# hosts those of the database.

_labdb() {
	local program=$1 cur=$2 prev=$3
	local command='' commands help words=

	commands=$("$program" --help 2>/dev/null | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p')
	if [[ $COMP_CWORD -gt 1 ]]; then
		command=${COMP_WORDS[1]}
		help=$("$program" "$command" --help 2>/dev/null)
	fi

	case $prev in
	-d | --db)
		words="sqlite: postgresql://"
		;;
	-o | --output | -B | --beaker | -T | --tmt)
		;; # files, by default
	*)
		if [[ $cur == -* ]]; then
			words=$(sed -n 's/^  \(-., \|    \)\(--[a-z]*\).*/\2/p' <<<"$help")
		elif [[ $COMP_CWORD -eq 1 ]]; then
			words=$commands
		elif [[ " show history diff export " == *" $command "* || $prev == --explain || $prev == -e ]]; then
			words=$("$program" list 2>/dev/null | cut -d' ' -f1)
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o default -F _labdb labdb
