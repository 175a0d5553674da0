package dev.jobgrid.http.signing;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets for signing URLs, oldest first. The newest signs; all are accepted, so that a URL signed just before a
 * rotation stays valid until it expires. Immutable; its text form shows key ids only.
 */
public final class SigningKeys {
    static final String ALGORITHM = "HmacSHA256";

    private static final int KEY_BYTES = 32;
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]{1,32})\\s+([A-Za-z0-9_-]{43,})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Key> keys;

    private SigningKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    record Key(String id, SecretKey secret) {
        static Key random() {
            byte[] bits = new byte[KEY_BYTES];
            RANDOM.nextBytes(bits);
            byte[] name = new byte[6];
            RANDOM.nextBytes(name);
            return new Key(base64(name), new SecretKeySpec(bits, ALGORITHM));
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** One new key in memory only: its URLs become invalid with the process, and other processes refuse them. */
    public static SigningKeys random() {
        return new SigningKeys(List.of(Key.random()));
    }

    /**
     * Reads the keys in a file, and creates the file with one new key, readable by its owner only, if absent. A line
     * holds a key's id and its secret, 32 bytes or more in base64url; the last line signs. To rotate, append a line in
     * the file of every process, restart them, and remove the old line once its URLs have expired.
     *
     * @throws IOException if the file cannot be read or created, or a line is not a key; the message does not quote it
     */
    public static SigningKeys load(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        List<Key> found = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                found.add(parse(line, file, i + 1));
            }
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no key; delete it, and it is made anew");
        }
        if (found.stream().map(Key::id).distinct().count() < found.size()) {
            throw new IOException(file + " gives one id to two keys");
        }
        return new SigningKeys(found);
    }

    /** These keys, and a new one that signs from now on. */
    public SigningKeys rotated() {
        List<Key> more = new ArrayList<>(keys);
        more.add(Key.random());
        return new SigningKeys(more);
    }

    /** Only the newest key: URLs signed by the others are refused from now on. */
    public SigningKeys newestOnly() {
        return new SigningKeys(List.of(newest()));
    }

    Key newest() {
        return keys.get(keys.size() - 1);
    }

    Optional<Key> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private static Key parse(String line, Path file, int number) throws IOException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IOException("line " + number + " of " + file
                    + " is not a key: expected an id and 32 bytes or more in base64url");
        }
        try {
            byte[] bits = Base64.getUrlDecoder().decode(parts.group(2));
            return new Key(parts.group(1), new SecretKeySpec(bits, ALGORITHM));
        } catch (IllegalArgumentException e) {
            throw new IOException("the secret in line " + number + " of " + file + " is not base64url", e);
        }
    }

    private static void create(Path file) throws IOException {
        Key key = Key.random();
        Path folder = file.toAbsolutePath().getParent();
        Path whole = Files.createTempFile(folder, ".signing", ".tmp", ownerOnly());
        try {
            Files.writeString(whole, key.id() + " " + base64(key.secret().getEncoded()) + "\n");
            publish(whole, file);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** Linked, not moved: of two processes that start at once, both must end with the same file. */
    private static void publish(Path whole, Path file) throws IOException {
        try {
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException e) {
            Files.move(whole, file);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "SigningKeys" + keys;
    }
}
