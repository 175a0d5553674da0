package dev.jobgrid.bench.work;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The job queues of npm and the node that runs them, in the versions of {@code npm/package-lock.json}, below this module's target folder. */
final class NpmPackages {
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "drain.mjs", "graphile-worker.mjs", "pg-boss.mjs");
    private static final int MAX_MINUTES = 5;

    private NpmPackages() {}

    /** The folder with all of them, installed if they are not; empty, with a sentence printed, where npm can't do it. */
    static Optional<Path> installed() throws IOException, InterruptedException, URISyntaxException {
        Path classes = Path.of(NpmPackages.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path folder = Files.createDirectories(classes.resolveSibling("npm"));
        boolean isNew = !Files.exists(folder.resolve("node_modules/.package-lock.json")); // npm writes it at the end
        for (String name : FILES) {
            isNew |= copied(name, folder.resolve(name)) && name.equals("package-lock.json");
        }
        if (isNew && !install(folder)) {
            System.out.println("# graphile-worker and pg-boss are left out: `npm ci` failed in " + folder);
            return Optional.empty();
        }
        return Optional.of(folder);
    }

    /** Whether the file was another one before. */
    private static boolean copied(String name, Path file) throws IOException {
        try (InputStream resource = NpmPackages.class.getResourceAsStream("npm/" + name)) {
            byte[] bytes = Objects.requireNonNull(resource, name).readAllBytes();
            if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
                return false;
            }
            Files.write(file, bytes);
            return true;
        }
    }

    private static boolean install(Path folder) throws InterruptedException {
        try {
            Process npm = new ProcessBuilder(
                            "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
                    .directory(folder.toFile())
                    .inheritIO()
                    .start();
            if (npm.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
                return npm.exitValue() == 0;
            }
            npm.destroyForcibly();
        } catch (IOException e) {
            System.out.println("# npm does not start: " + e.getMessage());
        }
        return false;
    }
}
