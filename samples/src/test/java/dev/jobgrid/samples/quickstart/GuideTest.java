package dev.jobgrid.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java blocks of docs/guide.md are compiled as one program, which runs on a grid; that of PostgreSQL is not run. */
class GuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "guide.md");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String HEAD = """
            import static java.nio.charset.StandardCharsets.UTF_8;

            import dev.jobgrid.*;
            import dev.jobgrid.artifacts.*;
            import dev.jobgrid.auth.*;
            import dev.jobgrid.estimate.*;
            import dev.jobgrid.executor.process.*;
            import dev.jobgrid.inputs.*;
            import dev.jobgrid.job.*;
            import dev.jobgrid.logs.*;
            import dev.jobgrid.routing.*;
            import dev.jobgrid.storage.*;
            import dev.jobgrid.submit.*;
            import java.io.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;

            public class Guide {
                public static void run(JobGrid grid, Path folder, String token) throws Exception {
            """;

    private static final String BESIDE = """
            }
            static void postgres(ProcessExecutor executor, String password) throws Exception {
            """;

    @Test
    @SuppressWarnings("BanClassLoader") // the classes are those of the guide, just compiled
    void theJavaOfTheGuideLeavesItsArtifact(@TempDir(factory = InTarget.class) Path folder) throws Exception {
        compile(folder);
        ProcessExecutor executor = ProcessExecutor.builder(folder.resolve("runs"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                .build();
        try (URLClassLoader compiled =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                JobGrid grid = JobGrid.builder()
                        .storage(H2Storage.open(folder.resolve("store")))
                        .executor(executor)
                        .build()) {
            compiled.loadClass("Guide")
                    .getMethod("run", JobGrid.class, Path.class, String.class)
                    .invoke(null, grid, folder, "s3cret");
        }
        assertThat(folder.resolve("numbers.txt")).hasContent("1\n2\n3\n");
    }

    private static void compile(Path folder) throws IOException {
        Map<Boolean, String> blocks = BLOCK.matcher(Files.readString(GUIDE))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.partitioningBy(
                        block -> block.contains("PostgresStorage.builder()"), Collectors.joining()));
        assertThat(blocks.get(true)).isNotEmpty();
        Path source = Files.writeString(
                folder.resolve("Guide.java"), HEAD + blocks.get(false) + BESIDE + blocks.get(true) + "}}");
        assertThat(Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                        .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString()))
                .isZero();
    }
}
