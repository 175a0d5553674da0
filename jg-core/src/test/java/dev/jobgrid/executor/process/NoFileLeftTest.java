package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.monitor.OpenFiles;
import dev.jobgrid.spi.executor.Run;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that can open no more files can say nothing of a run, and finds it as it was when it can again. As a program of
 * its own, which takes all files that it may have: {@code NoFileLeftTest FOLDER}.
 */
final class NoFileLeftTest {
    @TempDir
    private Path folder;

    @Test
    void aRunIsNotLostForWantOfFiles() throws Exception {
        Path limit = Path.of("/usr/bin/prlimit");
        assumeTrue(Files.isExecutable(limit), "there is no prlimit here to bound the files of a process");
        List<Path> places = Stream.concat(OneRun.places().stream(), Stream.of(place(NoFileLeftTest.class)))
                .toList();
        Process child = new ProcessBuilder(
                        limit.toString(),
                        "--nofile=256:256",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        places.stream().distinct().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        NoFileLeftTest.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream said = child.getInputStream()) {
            assertThat(new String(said.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .endsWith("cannot tell: true", "cannot tell of the program: true", "over: false", "over: true");
        }
        assertThat(child.waitFor()).isZero();
    }

    private static Path place(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    public static void main(String[] args) throws Exception {
        loadClasses();
        ProcessExecutor executor = OneRun.openShared(Path.of(args[0]));
        OneRun heard = new OneRun();
        Run run = executor.launch(OneRun.script("while :; do sleep 1; done"), heard);
        while (heard.starts.isEmpty()) {
            run.exit(Duration.ofMillis(1));
        }
        Deque<InputStream> all = new ArrayDeque<>();
        try {
            while (true) {
                all.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            all.pop().close();
            all.push(new FileInputStream("/dev/null"));
        }
        System.out.println("cannot tell: " + isLacking(() -> run.exit(OneRun.LONG)));
        long pid = ProcessHandle.current().pid();
        System.out.println("cannot tell of the program: " + isLacking(() -> HostProcess.find(pid)));
        for (InputStream one : all) {
            one.close();
        }
        System.out.println("over: " + run.exit(Duration.ofMillis(500)).isPresent());
        run.stop(Duration.ZERO);
        System.out.println("over: " + run.exit(OneRun.LONG).isPresent());
        run.remove();
        executor.close();
    }

    private interface Question {
        Object ask() throws Exception;
    }

    private static boolean isLacking(Question question) {
        try {
            System.out.println("it told: " + question.ask());
            return false;
        } catch (Exception e) {
            return OpenFiles.areLacking(e);
        }
    }

    /** From folders, each class is a file to open. */
    private static void loadClasses() throws IOException, ClassNotFoundException {
        for (Class<?> one : List.of(ProcessExecutor.class, NoFileLeftTest.class)) {
            try (Stream<Path> files =
                    Files.list(place(one).resolve(one.getPackageName().replace('.', '/')))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                        .filter(path ->
                                one == ProcessExecutor.class || path.toString().contains("NoFileLeft"))
                        .toList()) {
                    String name = file.getFileName().toString().replace(".class", "");
                    if (!name.equals("package-info")) {
                        Class.forName(one.getPackageName() + "." + name);
                    }
                }
            }
        }
        Class.forName(OpenFiles.class.getName());
    }
}
