package dev.jobgrid.routing;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The models that JobGrid knows. The speed of training is the dense 16-bit tensor throughput of the vendors' data
 * sheets, that of other work, which reads weights as much as it computes, the geometric mean of it and the memory
 * bandwidth; an H100 SXM has 1,000 of both. Prices are round figures of what one GPU costs on demand. Of models that
 * share a name, the slower and smaller is first, so that a bare "A100" promises the minimum.
 */
final class BuiltInGpus {
    // name | family | class | GiB | dollars an hour | speed | speed of training | other names
    private static final String TABLE = """
            NVIDIA P4 | Pascal | datacenter | 8 | 0.20 | 25 | 11 |
            NVIDIA P40 | Pascal | datacenter | 24 | 0.25 | 40 | 15 |
            NVIDIA P100 | Pascal | datacenter | 16 | 0.45 | 68 | 21 |
            NVIDIA V100 16GB | Volta | datacenter | 16 | 0.70 | 184 | 126 |
            NVIDIA V100 32GB | Volta | datacenter | 32 | 0.90 | 184 | 126 |
            NVIDIA T4 | Turing | datacenter | 16 | 0.35 | 79 | 65 |
            NVIDIA Quadro RTX 6000 | Turing | consumer | 24 | 0.45 | 136 | 92 |
            NVIDIA Quadro RTX 8000 | Turing | consumer | 48 | 0.60 | 136 | 92 |
            NVIDIA GeForce RTX 2080 Ti | Turing | consumer | 11 | 0.15 | 94 | 48 | 2080 Ti
            NVIDIA GeForce RTX 3060 | Ampere | consumer | 12 | 0.10 | 75 | 52 | 3060
            NVIDIA GeForce RTX 3080 | Ampere | consumer | 10 | 0.18 | 130 | 74 | 3080
            NVIDIA GeForce RTX 3080 Ti | Ampere | consumer | 12 | 0.20 | 142 | 74 | 3080 Ti
            NVIDIA GeForce RTX 3090 | Ampere | consumer | 24 | 0.25 | 142 | 72 | 3090
            NVIDIA GeForce RTX 3090 Ti | Ampere | consumer | 24 | 0.30 | 154 | 79 | 3090 Ti
            NVIDIA RTX A4000 | Ampere | consumer | 16 | 0.25 | 102 | 78 | A4000
            NVIDIA RTX A5000 | Ampere | consumer | 24 | 0.35 | 160 | 112 | A5000
            NVIDIA RTX A6000 | Ampere | consumer | 48 | 0.60 | 190 | 157 | A6000
            NVIDIA A2 | Ampere | datacenter | 16 | 0.25 | 44 | 32 |
            NVIDIA A10 | Ampere | datacenter | 24 | 0.75 | 150 | 126 |
            NVIDIA A10G | Ampere | datacenter | 24 | 1.00 | 150 | 126 |
            NVIDIA A16 | Ampere | datacenter | 16 | 0.50 | 60 | 60 |
            NVIDIA A30 | Ampere | datacenter | 24 | 0.80 | 217 | 169 |
            NVIDIA A40 | Ampere | datacenter | 48 | 0.80 | 184 | 163 |
            NVIDIA A100 40GB | Ampere | datacenter | 40 | 1.30 | 383 | 316 |
            NVIDIA A100 80GB | Ampere | datacenter | 80 | 1.80 | 438 | 315 |
            NVIDIA GeForce RTX 4060 Ti | Ada | consumer | 16 | 0.15 | 84 | 82 | 4060 Ti
            NVIDIA GeForce RTX 4070 | Ada | consumer | 12 | 0.18 | 133 | 118 | 4070
            NVIDIA GeForce RTX 4070 Ti | Ada | consumer | 12 | 0.22 | 155 | 160 | 4070 Ti
            NVIDIA GeForce RTX 4080 | Ada | consumer | 16 | 0.30 | 185 | 160 | 4080
            NVIDIA GeForce RTX 4090 | Ada | consumer | 24 | 0.45 | 224 | 167 | 4090
            NVIDIA RTX 4000 Ada | Ada | consumer | 20 | 0.40 | 101 | 95 | 4000 Ada
            NVIDIA RTX 5000 Ada | Ada | consumer | 32 | 0.60 | 166 | 160 | 5000 Ada
            NVIDIA RTX 6000 Ada | Ada | consumer | 48 | 0.85 | 230 | 185 | 6000 Ada, Ada 6000
            NVIDIA L4 | Ada | datacenter | 24 | 0.80 | 105 | 123 |
            NVIDIA L40 | Ada | datacenter | 48 | 1.00 | 217 | 183 |
            NVIDIA L40S | Ada | datacenter | 48 | 1.20 | 307 | 365 |
            NVIDIA H100 PCIe | Hopper | datacenter | 80 | 2.40 | 675 | 763 |
            NVIDIA H100 SXM | Hopper | datacenter | 80 | 3.00 | 1000 | 1000 |
            NVIDIA H100 NVL | Hopper | datacenter | 94 | 2.80 | 991 | 844 |
            NVIDIA H200 | Hopper | datacenter | 141 | 3.80 | 1197 | 1000 |
            NVIDIA GH200 | Hopper | datacenter | 96 | 2.50 | 1093 | 1001 |
            NVIDIA GeForce RTX 5070 Ti | Blackwell | consumer | 16 | 0.35 | 173 | 112 | 5070 Ti
            NVIDIA GeForce RTX 5080 | Blackwell | consumer | 16 | 0.40 | 196 | 134 | 5080
            NVIDIA GeForce RTX 5090 | Blackwell | consumer | 32 | 0.75 | 336 | 211 | 5090
            NVIDIA RTX PRO 6000 Blackwell | Blackwell | datacenter | 96 | 1.80 | 369 | 255 | RTX PRO 6000, PRO 6000, \
            RTX PRO 6000 Blackwell Server Edition, RTX PRO 6000 Blackwell Workstation Edition
            NVIDIA B100 | Blackwell | datacenter | 192 | 5.00 | 2066 | 1787 |
            NVIDIA B200 | Blackwell | datacenter | 180 | 6.00 | 2331 | 2275 |
            NVIDIA B300 | Blackwell | datacenter | 270 | 7.50 | 2331 | 2275 |
            NVIDIA GB200 | Blackwell | datacenter | 186 | 7.00 | 2457 | 2528 | GB200 NVL72
            AMD Instinct MI100 | MI100 | datacenter | 32 | 0.90 | 262 | 187 |
            AMD Instinct MI210 | MI200 | datacenter | 64 | 1.20 | 299 | 183 |
            AMD Instinct MI250 | MI200 | datacenter | 128 | 1.60 | 598 | 366 |
            AMD Instinct MI250X | MI200 | datacenter | 128 | 1.80 | 615 | 387 |
            AMD Instinct MI300A | MI300 | datacenter | 128 | 2.20 | 1250 | 988 |
            AMD Instinct MI300X | MI300 | datacenter | 192 | 2.50 | 1446 | 1322 |
            AMD Instinct MI325X | MI300 | datacenter | 256 | 3.00 | 1538 | 1321 |
            AMD Instinct MI350X | MI350 | datacenter | 288 | 4.50 | 2361 | 2334 |
            AMD Instinct MI355X | MI350 | datacenter | 288 | 5.00 | 2457 | 2528 |
            AMD Radeon RX 7900 XTX | RDNA 3 | consumer | 24 | 0.30 | 188 | 123 | 7900 XTX
            AMD Radeon PRO W7900 | RDNA 3 | consumer | 48 | 0.60 | 179 | 124 | W7900
            Intel Gaudi 2 | Gaudi | datacenter | 96 | 1.30 | 567 | 440 |
            Intel Gaudi 3 | Gaudi | datacenter | 128 | 2.20 | 1431 | 1854 |
            Intel Data Center GPU Max 1550 | Ponte Vecchio | datacenter | 128 | 1.50 | 910 | 847 | Max 1550
            Intel Arc A770 | Alchemist | consumer | 16 | 0.15 | 150 | 135 | A770
            """;

    private BuiltInGpus() {}

    static List<GpuCatalog.Entry> entries() {
        return TABLE.lines().map(BuiltInGpus::entry).toList();
    }

    private static GpuCatalog.Entry entry(String row) {
        String[] cells = row.split("\\s*\\|\\s*", -1);
        String name = cells[0];
        GpuModel model = new GpuModel(
                name,
                name.substring(0, name.indexOf(' ')),
                cells[1],
                GpuClass.valueOf(cells[2].toUpperCase(Locale.ROOT)),
                Long.parseLong(cells[3]) << 30);
        List<String> aliases = Stream.of(cells[7].split(","))
                .map(String::strip)
                .filter(a -> !a.isEmpty())
                .toList();
        return new GpuCatalog.Entry(
                model,
                Usd.ofDollars(Double.parseDouble(cells[4])),
                Integer.parseInt(cells[5]),
                Integer.parseInt(cells[6]),
                aliases);
    }
}
