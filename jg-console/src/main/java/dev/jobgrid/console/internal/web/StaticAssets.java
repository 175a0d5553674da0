package dev.jobgrid.console.internal.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * The console's own files. Their folder is named by a hash over all of them, so that browsers keep them for ever and get new
 * ones with a new version. Immutable.
 */
public final class StaticAssets {
    private static final String FOLDER = "/dev/jobgrid/console/assets/";
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");
    private static final List<String> NAMES = List.of(
            "console.css",
            "console.js",
            "icon.svg",
            "inter.woff2",
            "mono.woff2",
            "inter-LICENSE.txt",
            "mono-LICENSE.txt");
    /** Fonts are compressed by themselves. */
    private static final String PACKED = ".woff2";

    private static final int HASH_CHARS = 12;

    private final Map<String, Asset> files = new LinkedHashMap<>();
    private final String hash;

    /** A file, also compressed where that makes it smaller. */
    private record Asset(byte[] bytes, byte[] gzip, String type) {}

    /** Reads all files. */
    public StaticAssets() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : NAMES) {
                byte[] bytes = read(name);
                digest.update(bytes);
                String type = String.valueOf(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
                files.put(name, new Asset(bytes, name.endsWith(PACKED) ? bytes : gzip(bytes), type));
            }
            hash = HexFormat.of().formatHex(digest.digest()).substring(0, HASH_CHARS);
        } catch (IOException e) {
            throw new UncheckedIOException("the console's files cannot be read from its jar", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256, which every JVM must have", e);
        }
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = StaticAssets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("there is no " + FOLDER + name);
            }
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Their folder below the mount, with a slash at its end. */
    public String folder() {
        return "assets/" + hash + "/";
    }

    /** The names of all files. */
    public List<String> names() {
        return NAMES;
    }

    /** The bytes of a file as a browser gets it. */
    public int sentBytes(String name) {
        return Optional.ofNullable(files.get(name))
                .map(file -> file.gzip().length)
                .orElse(0);
    }

    /** A file; not found if there is none of that name. A page of another version gets ours, and does not keep it. */
    public PageAnswer answer(String version, String name, boolean takesGzip) {
        Asset file = files.get(name);
        if (file == null) {
            return PageAnswer.empty(404);
        }
        boolean packed = takesGzip && !name.endsWith(PACKED);
        byte[] bytes = packed ? file.gzip() : file.bytes();
        PageAnswer plain = new PageAnswer(
                200,
                Map.of(
                        "Content-Type",
                        file.type(),
                        "Content-Length",
                        "" + bytes.length,
                        "Vary",
                        "Accept-Encoding",
                        "Cache-Control",
                        version.equals(hash) ? "public, max-age=31536000, immutable" : "no-cache"),
                Optional.of(out -> out.write(bytes)),
                false);
        return packed ? plain.with("Content-Encoding", "gzip") : plain;
    }
}
