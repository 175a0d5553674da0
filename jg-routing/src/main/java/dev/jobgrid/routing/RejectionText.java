package dev.jobgrid.routing;

import java.util.List;
import java.util.Locale;

/** Formats needed and found values of a rejection. Needed values are the same for all offers and formatted once. */
final class RejectionText {
    private static final long GIB = 1L << 30;
    private static final long TENTH_GIB = GIB / 10;

    private final int gpus;
    private final List<String> needed;

    RejectionText(RouteRequest request, Decision.Demand demand) {
        gpus = demand.gpus();
        needed = List.of(Reason.values()).stream()
                .map(reason -> needed(reason, request, demand))
                .toList();
    }

    Rejection reject(Offer offer, Reason reason) {
        return new Rejection(offer, reason, needed.get(reason.ordinal()), found(offer, reason));
    }

    private static String needed(Reason reason, RouteRequest request, Decision.Demand demand) {
        GpuRequest gpu = request.gpu();
        RoutePreferences preferences = request.preferences();
        return switch (reason) {
            case VENDOR -> gpu.vendor().orElse("any");
            case GPU_TYPE -> gpu.type().orElse("any");
            case GPU_CLASS -> gpu.gpuClass().map(RejectionText::words).orElse("any");
            case GPU_FAMILY -> "not " + String.join(" or ", gpu.families().avoided());
            case GPU_COUNT -> count(demand.gpus());
            case GPU_MEMORY -> gibibytes(demand.memoryPerGpuBytes(), true) + " per GPU";
            case REGION -> preferences.region().orElse("any");
            case PRICE ->
                preferences
                        .maxPricePerHour()
                        .map(cap -> "at most " + hourly(cap.micros()))
                        .orElse("any");
            case DISK -> gibibytes(gpu.diskBytes().orElse(0), true) + " of disk";
            case EXCLUDED -> "an offer that the grid admits";
            case BUSY -> count(demand.gpus()) + " free";
        };
    }

    private String found(Offer offer, Reason reason) {
        return switch (reason) {
            case VENDOR -> offer.gpu().vendor();
            case GPU_TYPE -> offer.gpu().name();
            case GPU_CLASS -> words(offer.gpu().gpuClass());
            case GPU_FAMILY -> offer.gpu().family();
            case GPU_COUNT -> count(offer.gpus().total());
            case GPU_MEMORY -> gibibytes(offer.gpu().memoryBytes(), false) + " per GPU";
            case REGION -> offer.region().isBlank() ? "no region reported" : offer.region();
            case PRICE -> hourly(saturated(offer.gpuHourlyRate().micros(), gpus));
            case DISK -> gibibytes(offer.freeDiskBytes(), false) + " of disk";
            case EXCLUDED -> "excluded by a rule or after recent failures";
            case BUSY -> offer.gpus().free() + " of " + offer.gpus().total() + " free for it";
        };
    }

    private static String words(GpuClass gpuClass) {
        return gpuClass.name().toLowerCase(Locale.ROOT);
    }

    private static String count(int gpus) {
        return gpus == 1 ? "1 GPU" : gpus + " GPUs";
    }

    // A needed value is rounded up and a found one down, so that they never look equal when one falls short.
    private static String gibibytes(long bytes, boolean up) {
        long part = bytes % GIB;
        long tenths = bytes / GIB * 10 + part / TENTH_GIB;
        if (up && part % TENTH_GIB > 0) {
            tenths++;
        }
        return tenths / 10 + "." + tenths % 10 + " GiB";
    }

    private static String hourly(long micros) {
        String fraction = Long.toString(1_000_000 + micros % 1_000_000).substring(1);
        int end = fraction.length();
        while (end > 2 && fraction.charAt(end - 1) == '0') {
            end--;
        }
        return "$" + micros / 1_000_000 + "." + fraction.substring(0, end) + " an hour";
    }

    private static long saturated(long rate, int times) {
        return rate > Long.MAX_VALUE / times ? Long.MAX_VALUE : rate * times;
    }
}
