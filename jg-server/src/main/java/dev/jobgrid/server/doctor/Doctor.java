package dev.jobgrid.server.doctor;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.EngineReport;
import dev.jobgrid.executor.docker.GpuSource;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.server.Access;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.spi.executor.GpuNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lists what this machine can run jobs with, and how to repair what is missing. */
public final class Doctor {
    private static final long GIB = 1L << 30;
    private static final long LITTLE_DATA = GIB;
    // Images with CUDA and PyTorch take 5 to 20 GiB each.
    private static final long LITTLE_IMAGES = 20 * GIB;
    private static final int SHOWN_IMAGES = 5;

    private Doctor() {}

    /** Examines this machine and the Engines, or if there are none what Docker would offer as well; blocks for seconds. Findings are in the order of the checks. */
    public static List<Finding> examine(List<DockerEngine> engines, Path data) {
        List<Finding> findings =
                new ArrayList<>(List.of(java(), data(data.toAbsolutePath().normalize()), processes()));
        engines.forEach(engine -> findings.addAll(examine(engine)));
        if (engines.isEmpty()) {
            // Jobs run as processes then.
            examine(DockerEngine.local()).forEach(finding -> findings.add(finding.atMost(Finding.Rank.WEAK)));
        }
        return findings;
    }

    /**
     * Looks at all that a configuration names, and changes nothing; blocks for seconds.
     *
     * @param written files that the server would write, by their options
     */
    public static List<Finding> examine(ServerSettings settings, Access access, Map<String, Path> written) {
        List<DockerEngine> engines = settings.docker()
                .map(docker -> settings.gpus().isEmpty()
                        ? docker.engines()
                        : docker.engines().stream()
                                .map(engine -> engine.gpus(GpuSource.simulated(settings.gpus())))
                                .toList())
                .orElse(List.of());
        List<Finding> findings = new ArrayList<>(List.of(java(), data(settings.data())));
        if (settings.docker().isEmpty()) {
            findings.add(processes());
        }
        findings.addAll(new ConfigurationCheck(settings, access).findings());
        written.forEach((option, file) -> findings.add(ConfigurationCheck.written(option, file)));
        engines.forEach(engine -> findings.addAll(examine(engine)));
        return findings;
    }

    private static List<Finding> examine(DockerEngine engine) {
        try {
            return of(EngineReport.of(engine), engine);
        } catch (IOException | IllegalArgumentException e) {
            return List.of(unreachable(engine, e));
        }
    }

    private static Finding java() {
        Runtime runtime = Runtime.getRuntime();
        return Finding.ok(
                "Java",
                "%s, %d processors, at most %d MiB of heap"
                        .formatted(Runtime.version(), runtime.availableProcessors(), runtime.maxMemory() / (1 << 20)));
    }

    private static Finding data(Path folder) {
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return Finding.missing("data", folder + " cannot be written to", "Name a folder of yours with --data DIR.");
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String text = folder + (existing.equals(folder) ? "" : " (new)") + ", " + free / GIB + " GiB free";
            return free < LITTLE_DATA
                    ? Finding.weak("data", text, "Inputs, logs and artifacts are kept there: make room.")
                    : Finding.ok("data", text);
        } catch (IOException e) {
            return Finding.missing("data", folder + " cannot be used: " + e.getMessage());
        }
    }

    /** Tried out, since too much decides it: the kernel, its settings, what contains this process, the tools. */
    private static Finding processes() {
        try {
            Path folder = Files.createTempDirectory("jobgrid");
            try (ProcessExecutor executor = ProcessExecutor.builder(folder)
                    .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                    .build()) {
                return executor.isWorkspacePrivate()
                        ? Finding.ok("process", "jobs have a /workspace of their own and see the host read-only")
                        : Finding.weak(
                                "process",
                                "this host lets no process have mounts of its own: jobs share its files",
                                "Have util-linux and user namespaces (sysctl user.max_user_namespaces; on Ubuntu"
                                        + " kernel.apparmor_restrict_unprivileged_userns=0), or use containers.");
            } finally {
                MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        } catch (IOException e) {
            return Finding.missing("process", "jobs cannot run as processes here: " + e.getMessage());
        }
    }

    private static Finding unreachable(DockerEngine engine, Exception failure) {
        String text = String.valueOf(failure.getMessage());
        if (text.contains("Permission denied") || text.contains("Operation not permitted")) {
            return Finding.missing(
                    "Engine",
                    engine.uri() + " may not be used by you",
                    "Add yourself to its group: sudo usermod -aG docker $USER, and log in anew.");
        }
        return Finding.missing(
                "Engine",
                engine.uri() + ": " + text,
                "Install Docker Engine 25 or newer (https://docs.docker.com/engine/install) and start it:"
                        + " sudo systemctl start docker.",
                "Podman 5 does as well: sudo systemctl start podman.socket, and --docker"
                        + " unix:///run/podman/podman.sock.",
                "If it listens elsewhere, name that: --docker unix:///PATH or tcp://HOST:PORT, or DOCKER_HOST.");
    }

    private static List<Finding> of(EngineReport report, DockerEngine engine) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                "Engine",
                "%s %s at %s, %s, %d processors, %d GiB of memory"
                        .formatted(
                                report.kind(),
                                report.version(),
                                engine.uri(),
                                report.architecture(),
                                report.cpus(),
                                report.memoryBytes() / GIB)));
        if (!report.hasInit()) {
            findings.add(Finding.missing(
                    "init",
                    "there is no program to be the first process of containers",
                    "Podman: install catatonit, for instance sudo apt-get install catatonit."));
        }
        report.lacks().forEach(lack -> findings.add(Finding.weak("Engine", lack, "See docs/docker.md.")));
        findings.addAll(List.of(runtime(report), gpus(report), images(report), disk(report)));
        return findings;
    }

    private static Finding runtime(EngineReport report) {
        String text = "runtimes "
                + String.join(", ", report.runtimes().stream().sorted().toList());
        if (!report.cdiDevices().isEmpty()) {
            text += "; CDI devices " + String.join(", ", report.cdiDevices());
        }
        boolean givesGpus = report.runtimes().contains("nvidia")
                || !report.gpus().isEmpty()
                || !report.cdiDevices().isEmpty();
        return givesGpus
                ? Finding.ok("runtime", text)
                : Finding.weak(
                        "runtime",
                        text + "; none that gives containers a GPU",
                        "NVIDIA: install the NVIDIA Container Toolkit, run sudo nvidia-ctk runtime configure"
                                + " --runtime=docker, and restart the Engine. For Podman: sudo nvidia-ctk cdi generate"
                                + " --output=/etc/cdi/nvidia.yaml.",
                        "AMD: declare the GPUs: --node docker=ADDRESS,rocm=MODEL:GiB:/dev/dri/renderD128.");
    }

    private static Finding gpus(EngineReport report) {
        if (report.gpus().isEmpty()) {
            return Finding.missing(
                    "GPUs",
                    "none found, and no job runs without one",
                    "To try without one: ./jg server --docker --simulate-gpu 'NVIDIA L4:24'.",
                    "They are found by running nvidia-smi in an image of the Engine: have at least one there.");
        }
        Map<String, Long> kinds = report.gpus().stream()
                .map(GpuNode.Device::model)
                .collect(Collectors.groupingBy(model -> model.name(), TreeMap::new, Collectors.counting()));
        return Finding.ok(
                "GPUs",
                kinds.entrySet().stream()
                        .map(kind -> kind.getValue() + " x " + kind.getKey())
                        .collect(Collectors.joining(", ")));
    }

    private static Finding images(EngineReport report) {
        int count = report.images().size();
        if (count == 0) {
            return Finding.weak(
                    "images",
                    "none yet",
                    "They are fetched when a job wants them. Without a registry, load them: docker load, and start the"
                            + " server with --pull never.");
        }
        String names = report.images().stream().sorted().limit(SHOWN_IMAGES).collect(Collectors.joining(", "));
        return Finding.ok("images", count + ": " + names + (count > SHOWN_IMAGES ? ", …" : ""));
    }

    private static Finding disk(EngineReport report) {
        if (report.diskBytes().isEmpty()) {
            return Finding.ok("disk", report.dataFolder() + " on the Engine's host, which cannot be seen from here");
        }
        long free = report.diskBytes().getAsLong();
        String text = report.dataFolder() + ", " + free / GIB + " GiB free";
        return free < LITTLE_IMAGES
                ? Finding.weak("disk", text, "Images with CUDA are large: make room, for instance docker image prune.")
                : Finding.ok("disk", text);
    }
}
