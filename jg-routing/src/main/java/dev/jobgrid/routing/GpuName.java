package dev.jobgrid.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A parsed name of a GPU, so that spellings of one model compare equal: "NVIDIA A100-SXM4-80GB" is the key "a100" with
 * 80 GB, on SXM, by NVIDIA.
 *
 * @param key the rest of the name, in lower case without spaces
 * @param gigabytes memory in the name, 0 if it has none
 * @param form form factor: "sxm", "pcie", "nvl", "oam"; empty if the name has none
 * @param vendor vendor key, empty if the name has none
 * @param words all words of the name
 */
record GpuName(String key, int gigabytes, String form, String vendor, List<String> words) {
    private static final Set<String> UNITS = Set.of("g", "gb", "gib");
    // Only the SXM board of the H100 is recognised by its kind of memory: "NVIDIA H100 80GB HBM3".
    private static final Map<String, String> FORMS = Map.ofEntries(
            Map.entry("sxm", "sxm"),
            Map.entry("sxm2", "sxm"),
            Map.entry("sxm3", "sxm"),
            Map.entry("sxm4", "sxm"),
            Map.entry("sxm5", "sxm"),
            Map.entry("sxm6", "sxm"),
            Map.entry("hbm3", "sxm"),
            Map.entry("pcie", "pcie"),
            Map.entry("nvl", "nvl"),
            Map.entry("oam", "oam"));
    private static final Map<String, String> BRANDS = Map.of(
            "nvidia", "nvidia",
            "geforce", "nvidia",
            "tesla", "nvidia",
            "quadro", "nvidia",
            "amd", "amd",
            "radeon", "amd",
            "instinct", "amd",
            "intel", "intel");
    private static final Set<String> NOISE = Set.of(
            "gpu",
            "graphics",
            "generation",
            "corporation",
            "tensor",
            "core",
            "data",
            "center",
            "hbm2",
            "hbm2e",
            "hbm3e");

    GpuName {
        words = List.copyOf(words);
    }

    static GpuName parse(String text) {
        StringBuilder key = new StringBuilder();
        int gigabytes = 0;
        String form = "";
        String vendor = "";
        List<String> words = Spelling.words(text);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean unitFollows = i + 1 < words.size() && UNITS.contains(words.get(i + 1));
            int size = gigabytes(unitFollows ? word + "gb" : word);
            if (size > 0) {
                gigabytes = size;
                i += unitFollows ? 1 : 0;
            } else if (FORMS.containsKey(word)) {
                form = FORMS.get(word);
            } else if (BRANDS.containsKey(word)) {
                vendor = BRANDS.get(word);
            } else if (!NOISE.contains(word)) {
                key.append(word);
            }
        }
        return new GpuName(key.toString(), gigabytes, form, vendor, words);
    }

    /** Whether each of these words is in the name; false for none. */
    boolean contains(List<String> wanted) {
        return !wanted.isEmpty() && words.containsAll(wanted);
    }

    private static int gigabytes(String word) {
        int digits = 0;
        while (digits < word.length() && word.charAt(digits) >= '0' && word.charAt(digits) <= '9') {
            digits++;
        }
        boolean isSize = digits > 0 && digits < 6 && UNITS.contains(word.substring(digits));
        return isSize ? Integer.parseInt(word.substring(0, digits)) : 0;
    }
}
