package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What the process executor reads of its host. Lies in the package of the readers, whose module comes before the testkit. */
@SuppressWarnings("NullAway.Init") // the folder is set before the tests run
class HostFilesFuzzTest extends FuzzContract {
    @TempDir
    Path folder;

    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.ofText(
                        "nvidia-smi",
                        List.of("GPU-5f2c1d6e, NVIDIA L4, 23034\nGPU-2, Tesla T4, 15360\n\nGPU-3, X, [N/A]\n"),
                        table -> "GPUs: " + Math.min(2, HostGpus.nvidia(table).size())),
                FuzzTarget.ofText(
                        "rocm-smi",
                        List.of("WARNING: AMD, low-power\ndevice,VRAM Total Memory (B),Card Series,Card Model\n"
                                + "card0,206141652992,AMD Instinct MI300X OAM,0x74a1\ncard1,N/A,?,?\n"),
                        table -> "GPUs: " + Math.min(2, HostGpus.rocm(table).size())),
                FuzzTarget.ofText(
                        "proc-stat",
                        List.of("123 (a) b) S 1 123 123 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2\n"),
                        stat -> HostProcess.parse(stat).isPresent() ? "process" : "none"),
                FuzzTarget.ofText(
                                "process-log-position",
                                List.of("o=123+,e=45", "o=0,e=999999999999999999"),
                                text -> OffsetCursor.parse(text).toString())
                        .refusingBy(IllegalArgumentException.class),
                new FuzzTarget(
                                "program-output",
                                FuzzTarget.bytes(List.of("one\ntwo\r\nthr\u00e9e\rrest", "\r\r\n\n", "a\u0000b\n")),
                                this::lines)
                        .costly(),
                new FuzzTarget(
                                "run-request",
                                FuzzTarget.bytes(
                                        List.of("#x\nimage=alpine\\:3\nprogram=sh\nwords.sha256=ab\nboot=c\n")),
                                this::request)
                        .refusingBy(IOException.class)
                        .costly());
    }

    private String lines(byte[] output) throws IOException {
        Path file = Files.write(folder.resolve("output"), output);
        LineReader reader = new LineReader(LogStream.STDOUT, Instant.EPOCH, Integer.MAX_VALUE);
        OffsetCursor.Mark end = reader.read(file, OffsetCursor.Mark.START, true);
        assertThat(end.offset()).isEqualTo(output.length);
        assertThat(reader.lines())
                .allMatch(line -> line.message().getBytes(StandardCharsets.UTF_8).length <= RawLine.MAX_BYTES);
        return "lines: " + Math.min(5, reader.lines().size());
    }

    private String request(byte[] text) throws IOException {
        RunFolder run = new RunFolder(new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("j")), 1), folder);
        Files.write(run.request(), text);
        RequestFile read = RequestFile.read(run);
        return read.isOfThisBoot() + " " + read.image().length();
    }
}
