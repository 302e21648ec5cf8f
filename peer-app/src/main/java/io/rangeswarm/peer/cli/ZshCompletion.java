package io.rangeswarm.peer.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A completion function for zsh (zshcompsys(1)): for each command its options with what they say of themselves. To look like this:
 *
 * <pre>
 * #compdef rangeswarm
 * case "$words[2]" in
 *   get) _arguments '--to=[where to save it]:DIR:_files' … '*:file:_files' ;;
 * </pre>
 */
final class ZshCompletion {

    private ZshCompletion() {}

    static String of(String command, CommandLine all) {
        Map<String, CommandLine> commands = new TreeMap<>(all.getSubcommands());
        return """
                #compdef %1$s

                _%2$s() {
                  local -a commands
                  commands=(
                %3$s
                  )
                  if (( CURRENT == 2 )); then
                    _describe -t commands 'command' commands
                    return
                  fi
                  local which=$words[2]
                  shift words
                  (( CURRENT-- ))
                  case "$which" in
                %4$s
                    *) _files ;;
                  esac
                }

                if [ "$funcstack[1]" = "_%2$s" ]; then
                  _%2$s "$@"
                else
                  compdef _%2$s %1$s
                fi
                """.formatted(
                        command,
                        command.replaceAll("[^A-Za-z0-9]", "_"),
                        commands.entrySet().stream()
                                .map(one -> "    " + quoted(one.getKey() + ":" + said(one.getValue())))
                                .collect(Collectors.joining("\n")),
                        commands.entrySet().stream()
                                .map(one -> "    " + one.getKey() + ") " + arguments(one.getValue()) + " ;;")
                                .collect(Collectors.joining("\n")));
    }

    private static String said(CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        return description.length == 0 ? "" : plain(description[0]);
    }

    private static String arguments(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String subcommands = String.join(" ", new TreeMap<>(spec.subcommands()).keySet());
        List<String> options = spec.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> List.of(option.names()).stream().map(name -> one(name, option)))
                .toList();
        String rest = subcommands.isEmpty() ? "*:file:_files" : "1:command:(" + subcommands + ")";
        return "_arguments " + options.stream().map(option -> option + " ").collect(Collectors.joining())
                + quoted(rest);
    }

    private static String one(String name, OptionSpec option) {
        String[] description = option.description();
        String said = description.length == 0 ? "" : plain(description[0]);
        String help = "[" + said.replace("\\", "\\\\").replace("]", "\\]").replace("[", "\\[") + "]";
        if (option.arity().max() == 0) {
            return quoted(name + help);
        }
        String value = plain(option.paramLabel()).replace(":", "\\:");
        return quoted(name + (name.startsWith("--") ? "=" : "+") + help + ":" + value + ":_files");
    }

    private static String plain(String text) {
        return Ansi.OFF
                .string(text)
                .replace("${DEFAULT-VALUE}", "see the manual")
                .replaceAll("\\s+", " ");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
