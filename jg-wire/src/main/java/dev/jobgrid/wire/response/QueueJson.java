package dev.jobgrid.wire.response;

import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.wire.Amounts;
import dev.jobgrid.wire.WireNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The response to {@code GET /v1/queue}.
 *
 * @param totalIsMinimum true if more are queued than were counted
 */
public record QueueJson(
        List<Item> jobs, int limit, long total, @Nullable Boolean totalIsMinimum) {
    /** A queued job of the workspace. */
    record Item(
            String jobId,
            String name,
            Instant queuedAt,
            int gpuCount,
            @Nullable String gpuType,
            @Nullable String gpuClass,
            @Nullable BigDecimal modelSizeGb,
            String reason,
            long jobsBefore) {
        static Item of(QueuedJob job) {
            OptionalLong model = job.gpu().model().bytes();
            return new Item(
                    job.id().value(),
                    job.name(),
                    job.queued(),
                    job.gpus(),
                    job.gpu().type().orElse(null),
                    job.gpu().gpuClass().map(WireNames::of).orElse(null),
                    model.isPresent() ? Amounts.gigabytes(model.getAsLong()) : null,
                    job.reason(),
                    job.before());
        }
    }

    /** The first queued jobs. */
    public static QueueJson of(QueuePage page) {
        return new QueueJson(
                page.jobs().stream().map(Item::of).toList(),
                page.limit(),
                page.total(),
                page.isTotalMinimum() ? true : null);
    }
}
