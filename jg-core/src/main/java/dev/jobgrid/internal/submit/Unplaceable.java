package dev.jobgrid.internal.submit;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.spi.executor.HostMount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The refusal of a job that no known offer could ever run: what ruled each offer out, and the remedy. Pure. */
final class Unplaceable {
    private static final String MOUNTS = "mounts";

    private final List<String> mounts;

    private Unplaceable(List<String> mounts) {
        this.mounts = mounts;
    }

    /**
     * The refusal of a mount that no node has.
     *
     * @param asked the requested mounts
     * @param open mounts that jobs of its workspace may request
     */
    static Optional<JobGridException> unknownMount(List<String> asked, Set<String> open) {
        return asked.stream()
                .filter(name -> HostMount.isName(name) && !open.contains(name))
                .findFirst()
                .map(name -> Check.invalid(
                        MOUNTS,
                        "mounts: no node that this grid knows has a mount '" + name
                                + "' for this workspace; "
                                + (open.isEmpty() ? "there are none" : "there are " + String.join(", ", open))))
                .map(check -> new JobGridException(
                        ErrorCode.INVALID_REQUEST, check.message(), List.of(check), Optional.empty()));
    }

    /** @param mounts the requested mounts */
    static JobGridException refusal(Decision decision, List<String> mounts) {
        return new Unplaceable(mounts).refusal(decision);
    }

    private JobGridException refusal(Decision decision) {
        if (decision.rejections().isEmpty()) {
            String none =
                    "this grid has no GPU: run it on a host with one, add a Docker Engine that has one, or declare a"
                            + " simulated one for trying things out";
            Check check = new Check(ErrorCode.CONFLICT, Check.Severity.ERROR, Optional.empty(), none, Optional.empty());
            return new JobGridException(ErrorCode.CONFLICT, none, List.of(check), Optional.empty());
        }
        Map<Reason, List<Rejection>> byReason = decision.rejections().stream()
                .collect(Collectors.groupingBy(Rejection::reason, LinkedHashMap::new, Collectors.toList()));
        List<Check> checks = byReason.values().stream().map(this::check).toList();
        String what = checks.stream().map(Check::message).collect(Collectors.joining("; "));
        return new JobGridException(
                ErrorCode.CONFLICT,
                "no GPU that the grid knows could ever run this job: " + what,
                checks,
                Optional.empty());
    }

    private Check check(List<Rejection> alike) {
        Rejection first = alike.get(0);
        boolean isForMounts = first.reason() == Reason.EXCLUDED && !mounts.isEmpty();
        String field = isForMounts ? MOUNTS : field(first.reason());
        String needed = isForMounts ? "a node with " + String.join(", ", mounts) : first.needed();
        String found = isForMounts ? "one without, or one that is " + first.found() : first.found();
        int offers = alike.size();
        String message = offers + (offers == 1 ? " offer was" : " offers were") + " ruled out by " + field + " (needed "
                + needed + ", found " + found + (offers == 1 ? ")" : ", …)");
        return new Check(
                ErrorCode.CONFLICT,
                Check.Severity.ERROR,
                Optional.of(field),
                message,
                Optional.of(isForMounts ? "Ask for mounts that one node has together." : action(first.reason())));
    }

    private static String field(Reason reason) {
        return switch (reason) {
            case VENDOR -> "gpu_vendor";
            case GPU_TYPE -> "gpu_type";
            case GPU_CLASS -> "gpu_class";
            case GPU_FAMILY -> "avoid_gpu_families";
            case GPU_COUNT -> "gpu_count";
            case GPU_MEMORY -> "model_size_gb";
            case REGION -> "region_preference";
            case PRICE -> "max_price_per_hour";
            case DISK -> "disk_gb";
            case EXCLUDED, BUSY -> "capacity";
        };
    }

    private static String action(Reason reason) {
        return switch (reason) {
            case VENDOR, GPU_TYPE, GPU_CLASS, GPU_FAMILY -> "Name another GPU, or leave the choice to the grid.";
            case GPU_COUNT -> "Ask for fewer GPUs.";
            case GPU_MEMORY -> "Use a lower precision, a smaller batch, or more GPUs.";
            case REGION -> "Set region_mode to prefer, or name another region.";
            case PRICE -> "Raise max_price_per_hour.";
            case DISK -> "Ask for less disk.";
            case EXCLUDED -> "Ask the operator of the grid why the GPU is kept out.";
            case BUSY -> "Wait for a GPU to become free.";
        };
    }
}
