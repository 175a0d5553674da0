package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * GPU models and managed profiles from an operator's file, in one of two layouts of comma-separated values, recognised
 * by the first line. Values may be quoted; other columns are ignored.
 *
 * <ul>
 *   <li>Models: {@code name} and, where they differ from the built-in ones,
 *       {@code vendor, family, class, memory_gib, price, speed, training_speed, aliases}; the price is in dollars for
 *       one GPU an hour, aliases are separated by {@code |}.
 *   <li>Instances:
 *       {@code InstanceType, AcceleratorName, AcceleratorCount, GpuInfo, Price, SpotPrice, Region, AvailabilityZone};
 *       the price is that of the whole instance. Lines without an accelerator or a price are skipped. The cheapest line
 *       of a model gives its price.
 * </ul>
 *
 * @param models models with their properties
 * @param profiles profiles that can be rented, each once
 */
public record CatalogFile(List<GpuCatalog.Entry> models, List<Offer> profiles) {
    private static final long GIB = 1L << 30;
    private static final int MAX_LINES = 200_000;
    private static final Pattern MEBIBYTES = Pattern.compile("SizeInMiB['\"]?\\s*:\\s*(\\d{1,9})");

    /** Nothing listed. */
    public static final CatalogFile EMPTY = new CatalogFile(List.of(), List.of());

    /** Copies the lists. */
    public CatalogFile {
        models = List.copyOf(models);
        profiles = List.copyOf(profiles);
    }

    /**
     * Reads a file's text.
     *
     * @param name of the file, for errors
     * @throws IllegalArgumentException naming the file, the line, the column and what is allowed
     */
    public static CatalogFile parse(String name, String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || lines.get(0).isBlank()) {
            throw new IllegalArgumentException(name + ": line 1 with the names of the columns is missing");
        }
        if (lines.size() > MAX_LINES) {
            throw new IllegalArgumentException(
                    name + ": has " + lines.size() + " lines, at most " + MAX_LINES + " are allowed");
        }
        Table table = Table.of(name, lines);
        if (table.columns().containsKey("instancetype")) {
            return ofInstances(table.rows());
        }
        if (table.columns().containsKey("name")) {
            return ofModels(table.rows());
        }
        throw new IllegalArgumentException(name + ": line 1 has neither a column 'name' nor 'InstanceType', only "
                + table.columns().keySet());
    }

    private record Table(String name, Map<String, Integer> columns, List<Row> rows) {
        private static Table of(String name, List<String> lines) {
            Map<String, Integer> columns = new LinkedHashMap<>();
            List<String> names = cells(name, 1, lines.get(0).replace("\uFEFF", ""));
            for (int i = 0; i < names.size(); i++) {
                columns.putIfAbsent(Spelling.lower(names.get(i)), i);
            }
            List<Row> rows = new ArrayList<>();
            for (int i = 1; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    rows.add(row(name, i + 1, columns, cells(name, i + 1, lines.get(i))));
                }
            }
            return new Table(name, columns, rows);
        }

        private static Row row(String name, int line, Map<String, Integer> columns, List<String> cells) {
            Map<String, String> values = new HashMap<>();
            columns.forEach((column, at) -> {
                if (at < cells.size()) {
                    values.put(column, cells.get(at));
                }
            });
            return new Row(name + ": line " + line, values);
        }

        private static List<String> cells(String name, int line, String text) {
            List<String> cells = new ArrayList<>();
            StringBuilder cell = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    cells.add(cell.toString().strip());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            if (quoted) {
                throw new IllegalArgumentException(name + ": line " + line + " has a quote that is not closed");
            }
            cells.add(cell.toString().strip());
            return cells;
        }
    }

    /**
     * One line, or one object of another format.
     *
     * @param where its name in errors: "catalog.csv: line 7"
     * @param cells its values by their columns, those in lower case
     */
    public record Row(String where, Map<String, String> cells) {
        /** Copies the values. */
        public Row {
            cells = Map.copyOf(cells);
        }

        private Optional<String> text(String column) {
            return Optional.ofNullable(cells.get(column)).filter(text -> !text.isEmpty());
        }

        private Optional<Double> number(String column, double min, double max) {
            return text(column).map(text -> {
                try {
                    double value = Double.parseDouble(text);
                    if (value >= min && value <= max) {
                        return value;
                    }
                } catch (NumberFormatException e) {
                    // Reported below, like a value out of bounds.
                }
                throw wrong(column, text, "a number from " + min + " to " + max + " is allowed");
            });
        }

        private IllegalArgumentException wrong(String column, String text, String allowed) {
            return new IllegalArgumentException(where + " has '" + text + "' as " + column + "; " + allowed);
        }
    }

    /**
     * The models of these rows.
     *
     * @throws IllegalArgumentException naming the row, the column and what is allowed
     */
    public static CatalogFile ofModels(List<Row> rows) {
        Map<String, String> seen = new HashMap<>();
        List<GpuCatalog.Entry> models = new ArrayList<>();
        for (Row row : rows) {
            String name = row.text("name").orElseThrow(() -> row.wrong("name", "", "a model needs one"));
            GpuCatalog.Entry model = model(row, name);
            String before = seen.putIfAbsent(model.model().name(), row.where());
            if (before != null) {
                throw row.wrong("name", name, before + " has it already");
            }
            models.add(model);
        }
        return new CatalogFile(models, List.of());
    }

    private static GpuCatalog.Entry model(Row row, String name) {
        Optional<GpuCatalog.Entry> known = GpuCatalog.builtIn().find(name);
        long memory = row.number("memory_gib", 1, 100_000)
                .map(gib -> (long) (gib * GIB))
                .or(() -> known.map(entry -> entry.model().memoryBytes()))
                .orElseThrow(() -> row.wrong("memory_gib", "", "a model that is not built in needs it"));
        GpuCatalog.Entry usual = GpuCatalog.builtIn().describe(name, memory);
        GpuModel model = usual.model();
        GpuClass gpuClass = row.text("class")
                .map(text -> Stream.of(GpuClass.values())
                        .filter(each -> each.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> row.wrong("class", text, "consumer or datacenter is allowed")))
                .orElse(model.gpuClass());
        List<String> aliases = row.text("aliases")
                .map(text -> Stream.of(text.split("\\|"))
                        .map(String::strip)
                        .filter(alias -> !alias.isEmpty())
                        .toList())
                .orElse(usual.aliases());
        Optional<Integer> speed = row.number("speed", 1, 1_000_000).map(Double::intValue);
        return new GpuCatalog.Entry(
                new GpuModel(
                        model.name(),
                        row.text("vendor").orElse(model.vendor()),
                        row.text("family").orElse(model.family()),
                        gpuClass,
                        memory),
                row.number("price", 0, 1_000_000).map(Usd::ofDollars).orElse(usual.hourlyRate()),
                speed.orElse(usual.speed()),
                row.number("training_speed", 1, 1_000_000)
                        .map(Double::intValue)
                        .or(() -> speed)
                        .orElse(usual.trainingSpeed()),
                aliases);
    }

    /**
     * The models and profiles of these rows of instances.
     *
     * @throws IllegalArgumentException naming the row, the column and what is allowed
     */
    public static CatalogFile ofInstances(List<Row> rows) {
        Map<String, GpuCatalog.Entry> models = new LinkedHashMap<>();
        Map<String, Offer> profiles = new LinkedHashMap<>();
        for (Row row : rows) {
            Optional<String> accelerator = row.text("acceleratorname");
            int count = row.number("acceleratorcount", 0, 1_000).orElse(0d).intValue();
            Optional<Double> price = row.number("price", 0, 1_000_000);
            if (accelerator.isPresent() && count > 0 && price.isPresent()) {
                add(row, accelerator.get(), count, Usd.ofDollars(price.get() / count), models, profiles);
            }
        }
        return new CatalogFile(List.copyOf(models.values()), List.copyOf(profiles.values()));
    }

    private static void add(
            Row row,
            String accelerator,
            int count,
            Usd rate,
            Map<String, GpuCatalog.Entry> models,
            Map<String, Offer> profiles) {
        long memory = memory(row)
                .or(() -> GpuCatalog.builtIn()
                        .find(accelerator)
                        .map(entry -> entry.model().memoryBytes()))
                .orElseThrow(() -> row.wrong(
                        "GpuInfo",
                        row.text("gpuinfo").orElse(""),
                        "SizeInMiB is needed for a GPU that is not built in"));
        GpuCatalog.Entry usual = GpuCatalog.builtIn().describe(accelerator, memory);
        GpuCatalog.Entry priced =
                new GpuCatalog.Entry(usual.model(), rate, usual.speed(), usual.trainingSpeed(), usual.aliases());
        models.merge(
                usual.model().name(),
                priced,
                (old, fresh) -> fresh.hourlyRate().compareTo(old.hourlyRate()) < 0 ? fresh : old);
        String region =
                row.text("availabilityzone").or(() -> row.text("region")).orElse("");
        String id = row.text("instancetype").orElseThrow(() -> row.wrong("InstanceType", "", "a profile needs one"))
                + (region.isEmpty() ? "" : "/" + region);
        profiles.putIfAbsent(
                id,
                new Offer(
                        id,
                        OfferSource.MANAGED,
                        "",
                        usual.model(),
                        new GpuCapacity(count, count),
                        region,
                        rate,
                        Long.MAX_VALUE,
                        false));
    }

    private static Optional<Long> memory(Row row) {
        Matcher found = MEBIBYTES.matcher(row.text("gpuinfo").orElse(""));
        return found.find() ? Optional.of(Long.parseLong(found.group(1)) << 20) : Optional.empty();
    }

    /** The built-in catalog with these models. */
    public GpuCatalog catalog() {
        return GpuCatalog.builtInWith(models);
    }
}
