package dev.jobgrid.bench.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.jobgrid.JobGrid;
import dev.jobgrid.bench.http.Readings.Reading;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.jetty.StandaloneServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A server with PostgreSQL under mixed traffic of a second process, for minutes: jobs whose programs run, reads, lists, cancels,
 * uploads, downloads, live readers that come and go. Every ten seconds it collects its garbage and prints what it holds. Ends
 * with 1 if a request failed that should not have, or if heap, threads or open files grew in the second half.
 *
 * <p>Arguments: seconds. Needs a small heap (80 MiB): with a large one caches go on filling in the second half.
 */
public final class Soak {
    private Soak() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 600;
        Path folder = Files.createTempDirectory("jobgrid-soak");
        boolean well;
        try (EmbeddedPostgres postgres = Served.postgres();
                JobGrid grid = JobGrid.builder()
                        .storage(Served.storage(postgres, folder.resolve("blobs")))
                        .executor(ProcessExecutor.builder(folder.resolve("runs"))
                                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24x8"))
                                .build())
                        .build();
                StandaloneServer server =
                        StandaloneServer.start(HttpAdapter.builder(grid).build());
                SecondProcess clients =
                        new SecondProcess(SoakClients.class, server.url(), Served.key(grid), String.valueOf(seconds))) {
            well = follow(server, clients);
        }
        System.exit(well ? 0 : 1);
    }

    private static boolean follow(StandaloneServer server, SecondProcess clients) throws IOException {
        Readings readings = new Readings();
        long began = System.nanoTime();
        System.out.println("seconds | heap MiB | threads | files | live readers | requests and failures so far");
        String line = clients.line();
        for (; !line.startsWith(SoakClients.END); line = clients.line()) {
            Reading reading = read((System.nanoTime() - began) / 1e9);
            readings.add(reading);
            System.out.printf(
                    Locale.ROOT,
                    "%.0f | %.1f | %d | %d | %d | %s%n",
                    reading.seconds(),
                    reading.heap() / 1048576.0,
                    reading.threads(),
                    reading.files(),
                    server.liveReaders(),
                    line);
        }
        Optional<String> growth = readings.growth();
        boolean failed = !line.equals(SoakClients.END + "0");
        System.out.println(
                failed
                        ? "FAILED: " + line
                        : growth.map(what -> "FAILED: " + what + " grew").orElse("well"));
        return !failed && growth.isEmpty();
    }

    private static Reading read(double seconds) {
        System.gc();
        return new Reading(
                seconds,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount());
    }
}
