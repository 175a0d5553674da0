package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * GPU models by the names that people and drivers give them. Case, spaces, dashes and the vendor's name do not matter:
 * "4090", "rtx-4090" and "NVIDIA GeForce RTX 4090" are one model. Immutable.
 *
 * <p>A name may cover several models: "A100" is the one of 40 GB and the one of 80 GB, "H100" every form of it.
 */
public final class GpuCatalog {
    private static final Map<String, String> VENDORS = Map.of(
            "nvidiacorporation", "nvidia",
            "advancedmicrodevices", "amd",
            "advancedmicrodevicesinc", "amd",
            "amdinc", "amd",
            "intelcorporation", "intel");
    private static final Map<String, String> FAMILIES = Map.of(
            "adalovelace", "ada",
            "gracehopper", "hopper",
            "graceblackwell", "blackwell",
            "cdna", "mi100",
            "cdna2", "mi200",
            "cdna3", "mi300",
            "cdna4", "mi350",
            "pontevecchio", "max");
    private static final GpuCatalog BUILT_IN = new GpuCatalog(BuiltInGpus.entries());

    private final List<Entry> entries;
    private final Map<String, List<Entry>> byLine = new LinkedHashMap<>();
    private final Map<String, String> lineByAlias = new LinkedHashMap<>();

    /**
     * A model with its properties.
     *
     * @param model the model, with the memory it is sold with
     * @param hourlyRate a default price of one GPU per hour
     * @param speed relative speed of inference and batch work, over 0; an H100 SXM has 1,000
     * @param trainingSpeed relative speed of training and fine-tuning, likewise
     * @param aliases other names of it
     */
    public record Entry(GpuModel model, Usd hourlyRate, int speed, int trainingSpeed, List<String> aliases) {
        /** A model with one speed for training and other work. */
        public Entry(GpuModel model, Usd hourlyRate, int speed, List<String> aliases) {
            this(model, hourlyRate, speed, speed, aliases);
        }

        /** Copies the aliases and checks the speeds. */
        public Entry {
            aliases = List.copyOf(aliases);
            if (speed <= 0 || trainingSpeed <= 0) {
                throw new IllegalArgumentException(
                        "the speeds of " + model.name() + " are over 0, not " + speed + " and " + trainingSpeed);
            }
        }
    }

    private GpuCatalog(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        for (Entry entry : this.entries) {
            String line = GpuName.parse(entry.model().name()).key();
            byLine.computeIfAbsent(line, key -> new ArrayList<>()).add(entry);
            entry.aliases()
                    .forEach(alias -> lineByAlias.put(GpuName.parse(alias).key(), line));
        }
    }

    /** The built-in models. */
    public static GpuCatalog builtIn() {
        return BUILT_IN;
    }

    /** The built-in models with these added, or replacing those of the same name. */
    public static GpuCatalog builtInWith(List<Entry> own) {
        return BUILT_IN.with(own);
    }

    /** These models with the given ones added, or replacing those of the same name. */
    public GpuCatalog with(List<Entry> own) {
        Map<String, Entry> byName = new LinkedHashMap<>();
        entries.forEach(entry -> byName.put(key(entry), entry));
        own.forEach(entry -> byName.put(key(entry), entry));
        return new GpuCatalog(List.copyOf(byName.values()));
    }

    // Spelling does not distinguish two models; memory and form do.
    private static String key(Entry entry) {
        GpuName name = GpuName.parse(entry.model().name());
        return name.key() + " " + name.gigabytes() + " " + name.form();
    }

    /** The offer at this catalog's price, if that differs from the built-in one. */
    public Offer priced(Offer offer) {
        Optional<Usd> price = closest(
                        GpuName.parse(offer.gpu().name()), offer.gpu().memoryBytes())
                .map(Entry::hourlyRate);
        Optional<Usd> builtIn = BUILT_IN.closest(
                        GpuName.parse(offer.gpu().name()), offer.gpu().memoryBytes())
                .map(Entry::hourlyRate);
        if (price.isEmpty() || price.equals(builtIn)) {
            return offer;
        }
        return offer.withHourlyRate(price.get());
    }

    /** All entries, by vendor and age. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * The model of that name. Memory and form count if the name has them ("A100 80GB", "h100-sxm"); of several models
     * that fit, the smallest and slowest. Empty if the name is unknown.
     */
    public Optional<Entry> find(String name) {
        GpuName wanted = GpuName.parse(name);
        return byLine.getOrDefault(line(wanted), List.of()).stream()
                .filter(entry ->
                        !wanted.key().isEmpty() && profile(entry.model()).is(wanted, line(wanted)))
                .findFirst();
    }

    /**
     * The entry of a GPU with that name and memory. A known model keeps its vendor, family, class, price and speed; any
     * other gets the vendor from its name, a class by its brand, and default price and speed for its memory.
     *
     * @throws IllegalArgumentException if the name is blank or the memory not over 0
     */
    public Entry describe(String name, long memoryBytes) {
        GpuName parsed = GpuName.parse(name);
        Optional<Entry> known = closest(parsed, Math.max(1, memoryBytes));
        if (known.isEmpty()) {
            return unknown(name.strip(), parsed, memoryBytes);
        }
        Entry entry = known.get();
        GpuModel model = entry.model();
        // A driver's name is kept, since it includes the form; a hand-written one is not.
        String fullName = name.startsWith(model.vendor() + " ") ? name.strip() : model.name();
        return new Entry(
                new GpuModel(fullName, model.vendor(), model.family(), model.gpuClass(), memoryBytes),
                entry.hourlyRate(),
                entry.speed(),
                entry.trainingSpeed(),
                entry.aliases());
    }

    /** Whether the name covers that model: "L4" covers "NVIDIA L4", "A100" an "NVIDIA A100-SXM4-80GB". */
    public boolean covers(String name, GpuModel model) {
        return isOf(GpuName.parse(name), profile(model));
    }

    /**
     * Whether the model is of that family. A family is an architecture or line ("Ada", "Ada Lovelace", "MI300"), a word
     * of the model's name ("RTX", "GeForce") or a name that covers the model ("H100").
     */
    public boolean isOfFamily(String family, GpuModel model) {
        return isOfFamily(GpuName.parse(family), familyKey(family), profile(model));
    }

    /** Whether the model is of that vendor: "amd" is "AMD" and "Advanced Micro Devices, Inc.". */
    public boolean isOfVendor(String vendor, GpuModel model) {
        return vendorKey(vendor).equals(vendorKey(model.vendor()));
    }

    /**
     * Relative speed of the model at that work, an H100 SXM having 1,000; estimated from its memory if it is unknown.
     */
    public int speed(GpuModel model, WorkloadType workload) {
        return profile(model).speed(workload);
    }

    GpuProfile profile(GpuModel model) {
        GpuName name = GpuName.parse(model.name());
        Optional<Entry> entry = closest(name, model.memoryBytes());
        return new GpuProfile(
                model,
                name,
                line(name),
                entry,
                vendorKey(model.vendor()),
                familyKey(model.family()),
                entry.map(Entry::speed).orElseGet(() -> usualSpeed(model.tier())),
                entry.map(Entry::trainingSpeed).orElseGet(() -> usualSpeed(model.tier())));
    }

    boolean isOf(GpuName wanted, GpuProfile profile) {
        return profile.is(wanted, line(wanted));
    }

    boolean isOfFamily(GpuName wanted, String wantedFamily, GpuProfile profile) {
        return (!wantedFamily.isEmpty() && wantedFamily.equals(profile.familyKey()))
                || profile.name().contains(wanted.words())
                || isOf(wanted, profile);
    }

    static String vendorKey(String vendor) {
        String key = Spelling.key(vendor);
        return VENDORS.getOrDefault(key, key);
    }

    static String familyKey(String family) {
        String key = GpuName.parse(family).key();
        return FAMILIES.getOrDefault(key, key);
    }

    private String line(GpuName name) {
        return lineByAlias.getOrDefault(name.key(), name.key());
    }

    // By form first, then by memory: a driver reports both, and a little less memory than is sold.
    private Optional<Entry> closest(GpuName name, long memoryBytes) {
        return byLine.getOrDefault(line(name), List.of()).stream()
                .min(Comparator.comparingInt((Entry entry) ->
                                GpuName.parse(entry.model().name()).form().equals(name.form()) ? 0 : 1)
                        .thenComparingLong(entry -> Math.abs(entry.model().memoryBytes() - memoryBytes)));
    }

    private static Entry unknown(String name, GpuName parsed, long memoryBytes) {
        String vendor = switch (parsed.vendor()) {
            case "nvidia" -> "NVIDIA";
            case "amd" -> "AMD";
            case "intel" -> "Intel";
            default -> "unknown";
        };
        boolean consumer = parsed.words().stream()
                .anyMatch(word -> word.equals("geforce") || word.equals("radeon") || word.startsWith("rtx"));
        GpuModel model =
                new GpuModel(name, vendor, "unknown", consumer ? GpuClass.CONSUMER : GpuClass.DATACENTER, memoryBytes);
        return new Entry(model, usualRate(model.tier()), usualSpeed(model.tier()), List.of());
    }

    private static Usd usualRate(GpuTier tier) {
        return switch (tier) {
            case ENTRY -> new Usd(350_000);
            case MID -> new Usd(800_000);
            case HIGH -> new Usd(1_200_000);
            case FLAGSHIP -> new Usd(2_500_000);
        };
    }

    private static int usualSpeed(GpuTier tier) {
        return switch (tier) {
            case ENTRY -> 75;
            case MID -> 140;
            case HIGH -> 250;
            case FLAGSHIP -> 600;
        };
    }
}
