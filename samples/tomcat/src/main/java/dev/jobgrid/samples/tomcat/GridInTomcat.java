package dev.jobgrid.samples.tomcat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat that serves a grid's routes under {@code /grid}. Thread-safe. */
public final class GridInTomcat implements AutoCloseable {
    private final JobGrid grid;
    private final Tomcat tomcat;

    private GridInTomcat(JobGrid grid, Tomcat tomcat) {
        this.grid = grid;
        this.tomcat = tomcat;
    }

    /**
     * Serves until the process is stopped.
     *
     * @param args the folder that keeps everything, and the port
     */
    public static void main(String[] args) throws Exception {
        GridInTomcat server = start(Path.of(args[0]), Integer.parseInt(args[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        server.tomcat.getServer().await();
    }

    /** Starts a grid with a simulated GPU, and a Tomcat on this machine's own address; port 0 takes a free one. */
    public static GridInTomcat start(Path data, int port) throws Exception {
        return start(H2Storage.open(data.resolve("store")), data, port);
    }

    static GridInTomcat start(Storage storage, Path data, int port) throws Exception {
        JobGrid grid = JobGrid.builder()
                .storage(storage)
                .executor(ProcessExecutor.builder(data.resolve("runs"))
                        .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                        .build())
                .build();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createDirectories(data.resolve("tomcat")).toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        // Live logs answer asynchronously, and what waits for the store; a filter before the servlet would need the
        // same.
        Tomcat.addServlet(context, "grid", HttpAdapter.builder(grid).servlet()).setAsyncSupported(true);
        context.addServletMappingDecoded("/grid/*", "grid");
        tomcat.start();
        return new GridInTomcat(grid, tomcat);
    }

    /** The grid that it serves. */
    public JobGrid grid() {
        return grid;
    }

    /** Where the routes are. */
    public String url() {
        return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/grid";
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not stop in order", e);
        } finally {
            grid.close();
        }
    }
}
