package dev.jobgrid.executor.process;

import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.spi.executor.GpuNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Detects GPUs by the drivers' own tools. */
final class HostGpus {
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final long MIB = 1L << 20;

    private HostGpus() {}

    /** Runs the installed tools; takes as long as they do, except that a hanging one is stopped. */
    static List<GpuNode.Device> detect() {
        List<GpuNode.Device> devices = new ArrayList<>();
        HostCommand.run(
                        List.of("nvidia-smi", "--query-gpu=uuid,name,memory.total", "--format=csv,noheader,nounits"),
                        WAIT)
                .ifPresent(table -> devices.addAll(nvidia(table)));
        HostCommand.run(List.of("rocm-smi", "--showproductname", "--showmeminfo", "vram", "--csv"), WAIT)
                .ifPresent(table -> devices.addAll(rocm(table)));
        return List.copyOf(devices);
    }

    /** Reads a table like {@code GPU-5f2c…, NVIDIA L4, 23034}. A line that describes no GPU is skipped. */
    static List<GpuNode.Device> nvidia(String table) {
        List<GpuNode.Device> devices = new ArrayList<>();
        for (String line : table.lines().toList()) {
            String[] cells = line.split(",", -1);
            if (cells.length == 3 && cells[2].strip().matches("\\d{1,9}")) {
                long memory = Long.parseLong(cells[2].strip()) * MIB;
                add(devices, cells[0].strip(), withVendor("NVIDIA", cells[1].strip()), memory);
            }
        }
        return devices;
    }

    /** Reads a table whose first line names its columns, which differ between releases. */
    static List<GpuNode.Device> rocm(String table) {
        List<GpuNode.Device> devices = new ArrayList<>();
        List<String> lines = table.lines().filter(line -> line.contains(",")).toList();
        if (lines.isEmpty()) {
            return devices;
        }
        List<String> names = List.of(lines.get(0).toLowerCase(Locale.ROOT).split(",", -1));
        int memory = column(names, "vram total memory");
        int series = column(names, "card series");
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            if (memory >= 0 && memory < cells.length && cells[memory].strip().matches("\\d{1,18}")) {
                String name = series >= 0 && series < cells.length ? cells[series].strip() : "GPU";
                // ROCR_VISIBLE_DEVICES numbers cards as the tool does: card0 is 0.
                String id = cells[0].strip().replaceFirst("^card", "");
                add(devices, id, withVendor("AMD", name), Long.parseLong(cells[memory].strip()));
            }
        }
        return devices;
    }

    private static int column(List<String> names, String start) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).strip().startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    private static void add(List<GpuNode.Device> devices, String id, String name, long memoryBytes) {
        if (memoryBytes > 0) {
            GpuCatalog.Entry known = GpuCatalog.builtIn().describe(name, nominal(name, memoryBytes));
            devices.add(new GpuNode.Device(id, known.model(), known.hourlyRate(), false));
        }
    }

    /** Drivers reserve some memory; a request for 24 GiB means the card that is sold with 24. */
    private static long nominal(String name, long reported) {
        return GpuCatalog.builtIn()
                .find(name)
                .map(entry -> entry.model().memoryBytes())
                .filter(sold -> reported < sold && reported > sold / 10 * 9)
                .orElse(reported);
    }

    private static String withVendor(String vendor, String name) {
        return name.regionMatches(true, 0, vendor, 0, vendor.length()) ? name : vendor + " " + name;
    }
}
