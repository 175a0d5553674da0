package dev.jobgrid.job;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Prints docs/state-machine.md from {@link JobLifecycle}. */
final class StateMachinePage {
    private static final String HEAD = """
            # The state machine of a job

            Printed from `dev.jobgrid.job.JobLifecycle`; a test fails when this page says something else. After a change of the
            table, print it again with `mvn -pl jg-core -am test -Dtest=StateMachinePageTest -Dstate-machine.write=true
            -Dsurefire.failIfNoSpecifiedTests=false`.

            """;

    private static final String TAIL = """

            A signal without a cell is refused with CONFLICT and changes nothing. From a terminal status nothing leads on.

            ## Phases

            The phase tells how far a job got inside its status. It never decides a move.

            """;

    private StateMachinePage() {}

    static String print() {
        return HEAD + diagram() + "\n" + table() + TAIL + phases();
    }

    private static String diagram() {
        StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> pending\n");
        for (JobStatus from : JobStatus.values()) {
            for (Signal signal : Signal.values()) {
                JobLifecycle.after(from, signal)
                        .ifPresent(to -> text.append(
                                "    %s --> %s: %s\n".formatted(Words.of(from), Words.of(to), Words.of(signal))));
            }
            if (from.isTerminal()) {
                text.append("    %s --> [*]\n".formatted(Words.of(from)));
            }
        }
        return text.append("```\n").toString();
    }

    private static String table() {
        StringBuilder text = new StringBuilder("| from \\ signal |");
        Arrays.stream(Signal.values()).forEach(signal -> text.append(" %s |".formatted(Words.of(signal))));
        text.append("\n|").append(" --- |".repeat(Signal.values().length + 1)).append('\n');
        for (JobStatus from : JobStatus.values()) {
            text.append("| **%s** |".formatted(Words.of(from)));
            for (Signal signal : Signal.values()) {
                text.append(JobLifecycle.after(from, signal)
                        .map(to -> " %s |".formatted(Words.of(to)))
                        .orElse(" |"));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String phases() {
        StringBuilder text = new StringBuilder("| status | phases |\n| --- | --- |\n");
        for (JobStatus status : JobStatus.values()) {
            text.append(JobLifecycle.phasesOf(status).stream()
                    .sorted()
                    .map(Words::of)
                    .collect(Collectors.joining(", ", "| %s | ".formatted(Words.of(status)), " |\n")));
        }
        return text.toString();
    }
}
