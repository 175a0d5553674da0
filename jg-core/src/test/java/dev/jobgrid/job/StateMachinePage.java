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
            for (Trigger signal : Trigger.values()) {
                JobLifecycle.after(from, signal)
                        .ifPresent(to -> text.append("    %s --> %s: %s\n"
                                .formatted(EnumNames.of(from), EnumNames.of(to), EnumNames.of(signal))));
            }
            if (from.isTerminal()) {
                text.append("    %s --> [*]\n".formatted(EnumNames.of(from)));
            }
        }
        return text.append("```\n").toString();
    }

    private static String table() {
        StringBuilder text = new StringBuilder("| from \\ signal |");
        Arrays.stream(Trigger.values()).forEach(signal -> text.append(" %s |".formatted(EnumNames.of(signal))));
        text.append("\n|").append(" --- |".repeat(Trigger.values().length + 1)).append('\n');
        for (JobStatus from : JobStatus.values()) {
            text.append("| **%s** |".formatted(EnumNames.of(from)));
            for (Trigger signal : Trigger.values()) {
                text.append(JobLifecycle.after(from, signal)
                        .map(to -> " %s |".formatted(EnumNames.of(to)))
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
                    .map(EnumNames::of)
                    .collect(Collectors.joining(", ", "| %s | ".formatted(EnumNames.of(status)), " |\n")));
        }
        return text.toString();
    }
}
