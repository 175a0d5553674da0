package dev.jobgrid.server.cli;

import dev.jobgrid.GridSettings;
import dev.jobgrid.GridSettings.Collecting;
import dev.jobgrid.GridSettings.Limits;
import dev.jobgrid.GridSettings.Plans;
import dev.jobgrid.GridSettings.Running;
import dev.jobgrid.GridSettings.Sharing;
import dev.jobgrid.GridSettings.Work;
import dev.jobgrid.server.cli.output.DurationConverter;
import dev.jobgrid.spi.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the jobs of a server and their runs. */
final class RunOptions {
    @Option(
            names = "--cpu-slots",
            paramLabel = "N",
            defaultValue = "0",
            description = "Number of jobs without GPUs that a node runs at the same time; 0 refuses them."
                    + " Default: ${DEFAULT-VALUE}.")
    private int cpuSlots;

    @Option(
            names = "--max-hold",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = DurationConverter.class,
            description = "Longest time that a launch plan may hold its place, 10s to 15m. Default: ${DEFAULT-VALUE}.")
    private Duration maxHold = Duration.ZERO;

    @Option(
            names = "--max-plans",
            paramLabel = "N",
            description = "Maximum number of launch plans that a workspace holds; 0 turns launch plans off. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int maxPlans = GridSettings.DEFAULT.plans().maxPerWorkspace();

    @Option(
            names = "--max-plan-gpus",
            paramLabel = "N",
            description = "Maximum number of GPUs that the launch plans of a workspace hold together. Default:"
                    + " unlimited.")
    private @Nullable Integer maxPlanGpus;

    @Option(
            names = "--queue-unplaceable",
            description = "Queue jobs that no known GPU could ever run, instead of refusing them.")
    private boolean queuesUnplaceable;

    @Option(
            names = "--unplaceable-timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "How long a job stays queued while no known GPU could ever run it, before it is"
                    + " rejected. Default: ${DEFAULT-VALUE}.")
    private Duration unplaceableTimeout = Duration.ZERO;

    @Option(
            names = "--default-timeout",
            paramLabel = "TIME",
            defaultValue = "7d",
            converter = DurationConverter.class,
            description = "Time limit of a run whose job sets none. Default: ${DEFAULT-VALUE}.")
    private Duration defaultTimeout = Duration.ZERO;

    @Option(
            names = "--stop-grace",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long a program may take to end when it is stopped, before it is killed. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Duration stopGrace = Duration.ZERO;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "2",
            description = "How often a job is run again after a failure that its program did not cause. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int retries;

    @Option(
            names = "--retry-wait",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "Delay before the first retry; it doubles with each one. Default: ${DEFAULT-VALUE}.")
    private Duration retryWait = Duration.ZERO;

    @Option(
            names = "--fail-on-missing-artifact",
            description = "Fail a job whose program succeeded without writing an expected artifact.")
    private boolean failsOnMissingArtifact;

    @Option(
            names = "--poll-interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "How often to poll the store for work; other servers also notify of it. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Duration pollInterval = Duration.ZERO;

    @Option(
            names = "--upload-lifetime",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = DurationConverter.class,
            description = "How long an input file may be uploaded after its upload was created. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Duration uploadLifetime = Duration.ZERO;

    @Option(
            names = "--max-artifacts",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Maximum number of artifacts per run. Default: ${DEFAULT-VALUE}.")
    private int artifacts;

    @Option(
            names = "--max-artifacts-mib",
            paramLabel = "MiB",
            defaultValue = "51200",
            description = "Maximum total size of a run's artifacts in MiB. Default: ${DEFAULT-VALUE}.")
    private long artifactsMib;

    @Option(
            names = "--max-log-mib",
            paramLabel = "MiB",
            defaultValue = "1024",
            description = "Maximum log size of a run in MiB; the rest is dropped. Default: ${DEFAULT-VALUE}.")
    private long logMib;

    @Option(
            names = "--max-disk-gib",
            paramLabel = "GiB",
            defaultValue = "500",
            description = "Disk limit of a run on its node in GiB; a run beyond it is stopped and fails. Default:"
                    + " ${DEFAULT-VALUE}.")
    private long diskGib;

    @Option(
            names = "--max-queued-mib",
            paramLabel = "MiB",
            defaultValue = "256",
            description = "Maximum size of the large specs of a workspace's queued jobs in MiB, over 4 KiB each; more"
                    + " get 429 USER_CONCURRENT_LIMIT. Default: ${DEFAULT-VALUE}.")
    private long queuedMib;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = DurationConverter.class,
            description = "How long a server that does not renew its lease counts as live, among servers that"
                    + " share a database. Default: ${DEFAULT-VALUE}.")
    private Duration lease = Duration.ZERO;

    @Option(
            names = "--worker-lost-after",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description = "How long to wait for a run that no server can reach, before it counts as lost."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration workerLostAfter = Duration.ZERO;

    @Option(
            names = "--node-away-timeout",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "How long jobs wait for a node after the last server that reached it has ended."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration nodeAwayTimeout = Duration.ZERO;

    @Option(
            names = "--collect-timeout",
            paramLabel = "TIME",
            defaultValue = "6h",
            converter = DurationConverter.class,
            description = "How long to retry storing a run's artifacts; 0s tries once. Default: ${DEFAULT-VALUE}.")
    private Duration collectTimeout = Duration.ZERO;

    @Option(
            names = "--leftover-grace",
            paramLabel = "TIME",
            defaultValue = "7d",
            converter = DurationConverter.class,
            description = "How long artifacts that could not be stored are retained on their node. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Duration leftoverGrace = Duration.ZERO;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * All of them, checked.
     *
     * @param maxUploadBytes the largest input
     */
    GridSettings settings(long maxUploadBytes) {
        return GridSettings.DEFAULT
                .withWork(work())
                .withRunning(running())
                .withLimits(limits(maxUploadBytes))
                .withSharing(sharing())
                .withPlans(plans())
                .withCollecting(collecting());
    }

    private Plans plans() {
        return checked(
                Map.of(
                        "maxHold", "--max-hold",
                        "maxPerWorkspace", "--max-plans",
                        "maxGpusPerWorkspace", "--max-plan-gpus"),
                () -> new Plans(maxHold, maxPlans, LimitOptions.bound(maxPlanGpus)));
    }

    private Work work() {
        return checked(
                Map.of("cpuSlotsPerNode", "--cpu-slots", "unplaceableTimeout", "--unplaceable-timeout"),
                () -> new Work(
                        cpuSlots,
                        queuesUnplaceable,
                        unplaceableTimeout,
                        GridSettings.DEFAULT.work().rules()));
    }

    private Running running() {
        return checked(
                Map.of(
                        "defaultTimeout", "--default-timeout",
                        "stopGrace", "--stop-grace",
                        "retries", "--retries",
                        "firstWait", "--retry-wait",
                        "pollEvery", "--poll-interval"),
                () -> new Running(
                        defaultTimeout,
                        stopGrace,
                        RetryPolicy.infrastructure(retries, retryWait),
                        failsOnMissingArtifact,
                        pollInterval));
    }

    private Limits limits(long maxUploadBytes) {
        return checked(
                Map.of("uploadLifetime", "--upload-lifetime", "maxArtifacts", "--max-artifacts"),
                () -> new Limits(
                        maxUploadBytes,
                        uploadLifetime,
                        artifacts,
                        LimitOptions.bytes("--max-artifacts-mib", artifactsMib, 20),
                        LimitOptions.bytes("--max-log-mib", logMib, 20),
                        LimitOptions.bytes("--max-disk-gib", diskGib, 30),
                        LimitOptions.bytes("--max-queued-mib", queuedMib, 20)));
    }

    private Sharing sharing() {
        return checked(
                Map.of(
                        "lease", "--lease",
                        "lostRunTimeout", "--worker-lost-after",
                        "nodeAwayTimeout", "--node-away-timeout"),
                () -> new Sharing(lease, workerLostAfter, nodeAwayTimeout));
    }

    private Collecting collecting() {
        return checked(
                Map.of("collectTimeout", "--collect-timeout", "leftoverGrace", "--leftover-grace"),
                () -> new Collecting(collectTimeout, leftoverGrace));
    }

    /** A part of the settings; an error names the option of the setting. */
    private <T> T checked(Map<String, String> options, Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            String setting = message.substring(0, message.indexOf(' '));
            throw new ParameterException(
                    spec.commandLine(),
                    DurationConverter.inSentence(
                            options.getOrDefault(setting, setting) + message.substring(setting.length())));
        }
    }
}
