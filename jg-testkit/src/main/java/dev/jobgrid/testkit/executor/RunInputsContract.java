package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.ExecutorUnderTest.exit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Command;
import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The inputs of a program: files, variables, arguments, and no standard input. */
interface RunInputsContract {
    /** The executor that the tests use. */
    ExecutorUnderTest underTest();

    private RunRequest script(String script) {
        return underTest().requests().script(script);
    }

    private RunRequest printer(String script) {
        return underTest().printer(script);
    }

    private List<String> output(RunRequest request) throws Exception {
        return underTest().output(request);
    }

    @Test
    default void inputsAndScriptsAreInPlace() throws Exception {
        byte[] large = new byte[3_000_000];
        StagedFile input =
                new StagedFile("/workspace/inputs/large.bin", large.length, () -> new ByteArrayInputStream(large));
        RunRequest request =
                underTest().requests().of(Command.of("/workspace/scripts/run me.sh", "/workspace/inputs/größe 1.txt"));
        List<String> lines = output(RunRequests.with(
                request,
                List.of(
                        input,
                        RunRequests.file("/workspace/inputs/größe 1.txt", "content\n"),
                        RunRequests.file("/workspace/inputs/empty", ""),
                        RunRequests.file("/workspace/scripts/run me.sh", """
                            #!/bin/sh
                            %s
                            cat "$1"
                            cd "$(dirname "$1")" && ls | wc -l | tr -d ' '
                            wc -c < large.bin | tr -d ' '
                            """.formatted(
                                        underTest().printing(""))))));
        assertThat(lines).containsExactly("content", "3", "3000000");
    }

    @Test
    default void anInputThatCannotBeReadEndsTheRunBeforeItsStart() throws Exception {
        StagedFile broken = new StagedFile("/workspace/inputs/x", 4, () -> {
            throw new IOException("no such bytes");
        });
        HeardListener heard = new HeardListener();
        Run run = underTest().executor().launch(RunRequests.with(script("echo ran"), List.of(broken)), heard);

        RunExit exit = exit(run);

        assertThat(exit.cause()).contains(Failure.Cause.INPUT_UNAVAILABLE);
        assertThat(exit.summary()).contains("/workspace/inputs/x");
        assertThat(heard.starts()).isEmpty();
        assertThat(Reading.rest(run, "")).isEmpty();
    }

    @Test
    default void programsGetTheRequestedVariablesAndNoOthers() throws Exception {
        Map<String, String> asked = new TreeMap<>();
        asked.put("PLAIN", "value");
        asked.put("EMPTY", "");
        asked.put("SPACES", "  a  b ");
        asked.put("QUOTES", "it's \"quoted\" `x` $HOME \\n %s * ~");
        asked.put("LETTERS", "größe ☃ \\ 🚀");
        asked.put("IFS", "x");
        asked.put("n", "lower");
        asked.put("LD_PRELOAD_NOT", "1");
        Set<String> expected = new TreeSet<>(asked.keySet());

        List<String> names = new ArrayList<>();
        // The environment of the program itself: a shell adds variables of its own.
        for (String line : output(RunRequests.with(printer("tr '\\0' '\\n' < /proc/$$/environ"), asked))) {
            String name = line.substring(0, line.indexOf('='));
            names.add(name);
            if (asked.containsKey(name)) {
                assertThat(line).isEqualTo(name + "=" + asked.get(name));
            }
        }

        assertThat(names).doesNotHaveDuplicates().containsAll(expected);
        names.removeAll(expected);
        assertThat(underTest().contract().ownVariables()).containsAll(names);
    }

    @Test
    default void homeIsTheWorkspaceAndVariablesMayHoldNewlines() throws Exception {
        RunRequest request = printer("printf '%s|' \"$LINES_2\"; cd; [ \"$PWD\" -ef /workspace ] && echo home");
        assertThat(output(RunRequests.with(request, Map.of("LINES_2", "a\nb\n"))))
                .containsExactly("a", "b", "|home");
    }

    @Test
    default void argumentsArriveAsGiven() throws Exception {
        List<String> arguments =
                List.of("", " ", "-n", "--", "it's", "\"q\"", "$HOME", "*", "\\n", "größe 🚀", "a=b", "%s");
        List<String> words =
                new ArrayList<>(List.of("-c", underTest().printing("for a do printf '[%s]\\n' \"$a\"; done"), "sh"));
        words.addAll(arguments);
        assertThat(output(underTest().requests().of(new Command("sh", words))))
                .isEqualTo(arguments.stream().map(a -> "[" + a + "]").toList());
    }

    @Test
    default void standardInputIsEmpty() throws Exception {
        assertThat(output(printer("cat; echo end"))).containsExactly("end");
    }
}
