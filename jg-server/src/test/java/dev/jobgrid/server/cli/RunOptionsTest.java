package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.executor.process.RunLimits;
import dev.jobgrid.job.Failure;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.spi.RetryPolicy;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RunOptionsTest {
    private static final long UPLOADS = 7 << 20;
    private static final GridSettings UNSET = settings();

    /** Options by the setting that they change, with what it is then. A setting of a grid that is neither here nor below is missing. */
    private static final Map<String, Expected> OPTIONS = Map.ofEntries(
            Map.entry("Work.cpuSlotsPerNode", new Expected(4, "--cpu-slots", "4")),
            Map.entry("Work.queuesUnplaceable", new Expected(true, "--queue-unplaceable")),
            Map.entry("Work.unplaceableTimeout", new Expected(Duration.ofHours(2), "--unplaceable-timeout", "2h")),
            Map.entry("Running.defaultTimeout", new Expected(Duration.ofMinutes(30), "--default-timeout", "30m")),
            Map.entry("Running.stopGrace", new Expected(Duration.ofMillis(500), "--stop-grace", "500ms")),
            Map.entry("Running.failsOnMissingArtifact", new Expected(true, "--fail-on-missing-artifact")),
            Map.entry("Running.pollEvery", new Expected(Duration.ofSeconds(3), "--poll-interval", "3s")),
            Map.entry("Limits.uploadLifetime", new Expected(Duration.ofDays(1), "--upload-lifetime", "1d")),
            Map.entry("Limits.maxArtifacts", new Expected(12, "--max-artifacts", "12")),
            Map.entry("Limits.maxArtifactBytes", new Expected(5L << 20, "--max-artifacts-mib", "5")),
            Map.entry("Limits.maxLogBytes", new Expected(2L << 20, "--max-log-mib", "2")),
            Map.entry("Limits.maxDiskBytes", new Expected(3L << 30, "--max-disk-gib", "3")),
            Map.entry("Limits.maxQueuedBytes", new Expected(7L << 20, "--max-queued-mib", "7")),
            Map.entry("Sharing.lease", new Expected(Duration.ofSeconds(40), "--lease", "40s")),
            Map.entry("Sharing.lostRunTimeout", new Expected(Duration.ofMinutes(9), "--worker-lost-after", "9m")),
            Map.entry("Sharing.nodeAwayTimeout", new Expected(Duration.ofHours(3), "--node-away-timeout", "3h")),
            Map.entry("Collecting.collectTimeout", new Expected(Duration.ZERO, "--collect-timeout", "0s")),
            Map.entry("Plans.maxHold", new Expected(Duration.ofMinutes(4), "--max-hold", "4m")),
            Map.entry("Plans.maxPerWorkspace", new Expected(3, "--max-plans", "3")),
            Map.entry("Plans.maxGpusPerWorkspace", new Expected(OptionalInt.of(8), "--max-plan-gpus", "8")),
            Map.entry("Collecting.leftoverGrace", new Expected(Duration.ofHours(1), "--leftover-grace", "1h")));

    private static final Map<String, String> REASONS = Map.of(
            "Work.rules", "classes of an embedder's own",
            "Running.retry", "--retries and --retry-wait, below",
            "Limits.maxUploadBytes", "--max-upload-mib, which bounds requests too",
            "GridSettings.templates", "./jg templates, while the server runs");

    private record Expected(Object value, String... arguments) {}

    @Command
    private static final class Line {
        @Mixin
        private RunOptions runs = new RunOptions();
    }

    @Command
    private static final class HostLine {
        @Mixin
        private HostOptions hosts = new HostOptions();
    }

    private static GridSettings settings(String... arguments) {
        Line line = new Line();
        new CommandLine(line).parseArgs(arguments);
        return line.runs.settings(UPLOADS);
    }

    /** All settings of a grid by their names. */
    private static Map<String, Object> values(GridSettings settings) throws ReflectiveOperationException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent part : GridSettings.class.getRecordComponents()) {
            Object value = part.getAccessor().invoke(settings);
            if (value instanceof Record parts && value.getClass().getEnclosingClass() == GridSettings.class) {
                for (RecordComponent setting : parts.getClass().getRecordComponents()) {
                    values.put(name(setting), setting.getAccessor().invoke(parts));
                }
            } else {
                values.put(name(part), value);
            }
        }
        return values;
    }

    private static String name(RecordComponent setting) {
        return setting.getDeclaringRecord().getSimpleName() + "." + setting.getName();
    }

    @Test
    void eachSettingOfAGridHasAnOptionOrAReason() throws ReflectiveOperationException {
        assertThat(OPTIONS.keySet()).doesNotContainAnyElementsOf(REASONS.keySet());
        assertThat(values(GridSettings.DEFAULT).keySet())
                .allMatch(setting -> OPTIONS.containsKey(setting) || REASONS.containsKey(setting));
    }

    @Test
    void anOptionChangesItsSettingAlone() throws ReflectiveOperationException {
        for (Map.Entry<String, Expected> option : OPTIONS.entrySet()) {
            Map<String, Object> expected = values(UNSET);
            expected.put(option.getKey(), option.getValue().value());
            expected.remove("Running.retry");

            assertThat(values(settings(option.getValue().arguments())))
                    .as(option.getKey())
                    .containsAllEntriesOf(expected);
        }
    }

    @Test
    void whatIsNotSetIsAsALibraryHasIt() throws ReflectiveOperationException {
        Map<String, Object> expected = values(GridSettings.DEFAULT);
        expected.put("Limits.maxUploadBytes", UPLOADS);
        expected.remove("Running.retry");

        assertThat(values(UNSET)).containsAllEntriesOf(expected);
        RetryPolicy retry = UNSET.running().retry();
        for (int runs = 1; runs < 5; runs++) {
            assertThat(retry.retryAfter(Failure.Cause.WORKER_LOST, runs))
                    .isEqualTo(GridSettings.DEFAULT.running().retry().retryAfter(Failure.Cause.WORKER_LOST, runs));
        }
    }

    @Test
    void retriesAreAsManyAndAsFarApartAsSaid() {
        RetryPolicy retry =
                settings("--retries", "1", "--retry-wait", "3s").running().retry();

        assertThat(retry.retryAfter(Failure.Cause.WORKER_LOST, 1)).isEqualTo(Optional.of(Duration.ofSeconds(3)));
        assertThat(retry.retryAfter(Failure.Cause.WORKER_LOST, 2)).isEmpty();
    }

    @Test
    void whatARunMayUseIsAsSaidOrNotBounded() {
        assertThat(hosts().limits()).isEqualTo(RunLimits.NONE);
        assertThat(hosts("--max-memory-gib", "2", "--max-processes", "64").limits())
                .isEqualTo(RunLimits.NONE.withMemoryBytes(2L << 30).withProcesses(64));
        assertThatThrownBy(() -> hosts("--max-memory-gib", "0"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("--max-memory-gib is 0, 1 to 8589934591 are allowed");
        assertThatThrownBy(() -> hosts("--max-processes", "0"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("--max-processes is 0, 1 to");
    }

    private static ServerSettings.Hosts hosts(String... arguments) {
        HostLine line = new HostLine();
        new CommandLine(line).parseArgs(arguments);
        return line.hosts.hosts();
    }

    @Test
    void whatIsNotAllowedIsNamedByItsOption() {
        assertRefused("--stop-grace is 2d, 0s to 1d is allowed", "--stop-grace", "2d");
        assertRefused("--unplaceable-timeout is 0s, 1ms to 3650d is allowed", "--unplaceable-timeout", "0s");
        assertRefused("--worker-lost-after is 0s, 1ms to 3650d is allowed", "--worker-lost-after", "0s");
        assertRefused("--node-away-timeout is 59s, 1m to 30d is allowed", "--node-away-timeout", "59s");
        assertRefused("--node-away-timeout is 31d, 1m to 30d is allowed", "--node-away-timeout", "31d");
        assertRefused("--lease is 900ms, 1s to 3650d is allowed", "--lease", "900ms");
        assertRefused("--max-artifacts is 0, 1 or more is allowed", "--max-artifacts", "0");
        assertRefused("--max-disk-gib is 0, 1 to 8589934591 are allowed", "--max-disk-gib", "0");
        assertRefused("--retries is -1, 0 or more is allowed", "--retries", "-1");
        assertRefused("'2 hours' is no length of time; 30s, 10m, 6h and 7d are", "--lease", "2 hours");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> settings(arguments))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining(message);
    }
}
