package dev.jobgrid.samples.springboot;

import dev.jobgrid.JobGrid;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.storage.H2Storage;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A service that runs GPU jobs: its own code uses the grid as any bean, and clients of the published API reach the same grid
 * under {@code /grid}.
 */
@SpringBootApplication
@RestController
public class GpuService {
    // Spring makes a subclass of it, so it cannot be final.

    /** Starts the service; all settings are Spring's. */
    public static void main(String[] args) {
        SpringApplication.run(GpuService.class, args);
    }

    /**
     * The grid, which Spring closes with the service.
     *
     * @param data the folder that keeps everything
     * @param simulated a GPU to declare where there is none, as "NVIDIA L4:24"; none if empty
     */
    @Bean
    JobGrid grid(@Value("${jobgrid.data:jobgrid-data}") Path data, @Value("${jobgrid.simulate-gpu:}") String simulated)
            throws IOException {
        var executor = ProcessExecutor.builder(data.resolve("runs"));
        if (!simulated.isEmpty()) {
            executor.simulateGpu(SimulatedGpu.parse(simulated));
        }
        return JobGrid.builder()
                .storage(H2Storage.open(data.resolve("store")))
                .executor(executor.build())
                .build();
    }

    /** The published routes, below a prefix. Spring marks it as able to answer asynchronously, which live logs need. */
    @Bean
    ServletRegistrationBean<HttpServlet> routes(JobGrid grid) {
        return new ServletRegistrationBean<>(HttpAdapter.builder(grid).servlet(), "/grid/*");
    }

    /** A route of the service's own. */
    @GetMapping("/")
    String home() {
        return "This service runs GPU jobs; see /grid/docs.";
    }
}
