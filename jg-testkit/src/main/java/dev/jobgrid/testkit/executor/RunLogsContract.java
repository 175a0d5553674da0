package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.ExecutorUnderTest.exit;
import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log lines of a run: complete from every position, where they end, and how long ones are cut. */
interface RunLogsContract {
    /** The executor that the tests use. */
    ExecutorUnderTest underTest();

    private Run launch(RunRequest request) {
        return underTest().launch(request);
    }

    private Run launch(Gates gates, String script) throws Exception {
        return underTest().launch(gates, script);
    }

    private RunRequest script(String script) {
        return underTest().requests().script(script);
    }

    private GpuExecutor reopen() throws Exception {
        return underTest().reopen();
    }

    private RunRequest printer(String script) {
        return underTest().printer(script);
    }

    private List<String> output(RunRequest request) throws Exception {
        return underTest().output(request);
    }

    @Test
    default void linesAreCompleteFromEveryPositionForTheNextExecutorToo() throws Exception {
        Run run = launch(
                printer("i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo out $i; echo err $i >&2; [ $i != 200 ] ||"
                        + " sleep 1; done; exit 9"));
        List<LogBatch> batches = Reading.batches(run, "");
        List<RawLine> all =
                batches.stream().flatMap(batch -> batch.lines().stream()).toList();
        assertThat(messages(all, LogStream.STDOUT))
                .isEqualTo(
                        IntStream.rangeClosed(1, 400).mapToObj(i -> "out " + i).toList());
        assertThat(messages(all, LogStream.STDERR))
                .isEqualTo(
                        IntStream.rangeClosed(1, 400).mapToObj(i -> "err " + i).toList());

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        List<RawLine> read = new ArrayList<>();
        for (LogBatch batch : batches) {
            read.addAll(batch.lines());
            List<RawLine> rest = Reading.rest(again, batch.position());
            for (LogStream stream : LogStream.values()) {
                List<String> whole = new ArrayList<>(messages(read, stream));
                whole.addAll(messages(rest, stream));
                assertThat(whole).isEqualTo(messages(all, stream));
            }
        }
        assertThat(exit(again).exitCode()).hasValue(9);
    }

    @Test
    default void aLineWrittenInPiecesIsOneLineForTheNextExecutorToo(@TempDir Path folder) throws Exception {
        Gates gates = new Gates(folder);
        Run run = launch(
                gates,
                "printf begun; echo between >&2; " + Gates.await("rest")
                        + "printf ' and'; sleep 1; echo ' ended'; exit 2");
        String position = Reading.untilLine(run, "between");

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        gates.open("rest");

        assertThat(messages(Reading.rest(again, position), LogStream.STDOUT)).containsExactly("begun and ended");
        assertThat(messages(Reading.rest(run, position), LogStream.STDOUT)).containsExactly("begun and ended");
        assertThat(exit(again).exitCode()).hasValue(2);
    }

    @Test
    default void aLongLineIsTruncatedAndMarked() throws Exception {
        Run run = launch(printer("head -c 16384 /dev/zero | tr '\\0' a; echo; head -c 16385 /dev/zero | tr '\\0' b;"
                + " echo; echo short; head -c 5000000 /dev/zero | tr '\\0' c; printf '\\r\\nlast'"));
        List<RawLine> lines = Reading.rest(run, "");

        assertThat(lines).extracting(RawLine::truncated).containsExactly(false, true, false, true, false);
        assertThat(lines)
                .extracting(RawLine::message)
                .containsExactly("a".repeat(16384), "b".repeat(16384), "short", "c".repeat(16384), "last");
    }

    @Test
    default void truncationSplitsNoCharacter() throws Exception {
        Run run = launch(printer(
                "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); printf 'ä☃🚀ä'; done; printf 'x\\n'; printf 'ä☃🚀\\n'"));
        List<RawLine> lines = Reading.rest(run, "");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).truncated()).isTrue();
        assertThat("ä☃🚀ä".repeat(2000)).startsWith(lines.get(0).message());
        assertThat(lines.get(0).message().getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(RawLine.MAX_BYTES - 3, RawLine.MAX_BYTES);
        assertThat(lines.get(1).message()).isEqualTo("ä☃🚀");
    }

    @Test
    default void invalidUtf8IsReplaced() throws Exception {
        Run run = launch(printer("printf 'a\\377b\\303\\n"
                + "fine\\n"
                + "'; i=0; while [ $i -lt 12000 ]; do i=$((i+1)); printf '\\377'; done; echo"));
        List<RawLine> lines = Reading.rest(run, "");

        assertThat(messages(lines, LogStream.STDOUT).subList(0, 2)).containsExactly("a\uFFFDb\uFFFD", "fine");
        assertThat(lines.get(2).truncated()).isTrue();
        assertThat(lines.get(2).message()).isEqualTo("\uFFFD".repeat(RawLine.MAX_BYTES / 3));
    }

    @Test
    default void linesEndAtANewlineACarriageReturnBothOrTheEnd() throws Exception {
        assertThat(output(printer("printf 'a\\r\\n\\n\\rb\\r\\r\\nlast'")))
                .containsExactly("a", "", "", "b", "", "last");
        assertThat(output(printer("printf 'a\\rb\\r'"))).containsExactly("a", "b");
        assertThat(output(printer(":"))).isEmpty();
    }

    @Test
    default void aCarriageReturnAndANewlineAreOneLineEndWhereverTheyAreSplit() throws Exception {
        // Engines hand over a long line in parts of 16 KiB; a file is read while it grows.
        assertThat(output(printer("""
            for n in 4095 4096 16382 16383 16384; do head -c $n /dev/zero | tr '\\0' x; printf '\\r\\n'; done
            printf 'a\\r'; sleep 1; printf '\\nb\\n'
            """)))
                .containsExactly(
                        "x".repeat(4095),
                        "x".repeat(4096),
                        "x".repeat(16382),
                        "x".repeat(16383),
                        "x".repeat(16384),
                        "a",
                        "b");
    }

    @Test
    default void everyUpdateOfAProgressBarIsALineFromEveryPosition() throws Exception {
        int updates = 10_000;
        Run run = launch(printer("i=0; while [ $i -lt " + updates
                + " ]; do i=$((i+1)); printf 'step %d of a training\\r' $i; done; echo; echo trained"));
        List<String> expected = new ArrayList<>(IntStream.rangeClosed(1, updates)
                .mapToObj(i -> "step " + i + " of a training")
                .toList());
        expected.add("trained");
        List<LogBatch> batches = Reading.batches(run, "");

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        int read = 0;
        for (LogBatch batch : batches) {
            assertThat(messages(batch.lines(), LogStream.STDOUT))
                    .isEqualTo(expected.subList(read, read + batch.lines().size()));
            read += batch.lines().size();
            assertThat(messages(Reading.rest(again, batch.position()), LogStream.STDOUT))
                    .isEqualTo(expected.subList(read, expected.size()));
        }
        assertThat(read).isEqualTo(expected.size());
    }

    @Test
    default void manyLinesComeInSmallBatches() throws Exception {
        Run run = launch(
                printer("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); echo \"line $i of a program that has much to"
                        + " say\"; done"));
        List<LogBatch> batches = Reading.batches(run, "");

        int next = 1;
        for (LogBatch batch : batches) {
            long text = batch.lines().stream()
                    .mapToLong(line -> line.message().length())
                    .sum();
            assertThat(text).isLessThan(1_200_000);
            for (RawLine line : batch.lines()) {
                assertThat(line.message()).isEqualTo("line " + next++ + " of a program that has much to say");
            }
        }
        assertThat(next).isEqualTo(100_001);
    }

    @Test
    default void readingReturnsEmptyAfterTheWaitIfThereAreNoNewLines() throws Exception {
        Run run = launch(script("echo ready; while :; do sleep 1; done"));
        String position = Reading.untilLine(run, "ready");

        LogBatch batch = run.logs(position, Duration.ofMillis(20));

        assertThat(batch.lines()).isEmpty();
        assertThat(batch.isEnd()).isFalse();
        assertThat(Reading.untilLine(run, "ready")).isNotEmpty();
        assertThat(run.exit(Duration.ZERO)).isEmpty();
        run.stop(Duration.ZERO);
        assertThat(Reading.rest(run, batch.position())).isEmpty();
    }
}
