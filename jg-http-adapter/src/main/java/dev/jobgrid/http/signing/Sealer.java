package dev.jobgrid.http.signing;

import dev.jobgrid.spi.store.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals texts that a client keeps and gives back: nobody without the keys reads one, changes one or makes one up
 * (AES-256-GCM). The newest key seals, and all of them open. Each purpose has a key of its own, derived from the signing
 * key, so that what is sealed for one opens for no other. Thread-safe; never logs.
 */
public final class Sealer {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String MAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SigningKeys keys;
    private final String purpose;

    /** Seals for a purpose, such as "console session". */
    public Sealer(SigningKeys keys, String purpose) {
        this.keys = keys;
        this.purpose = purpose;
    }

    /** The sealed text, of letters, digits, '.', '_' and '-'; another one each time. */
    public String seal(String text) {
        SigningKey key = keys.newest();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, nonce, text.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("this JVM has no AES-GCM, which every JVM must have"));
        byte[] whole = ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return key.id() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** The text that was sealed; empty if it was sealed by another key or for another purpose, or was changed. */
    public Optional<String> open(String sealed) {
        int dot = sealed.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            byte[] whole = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
            if (whole.length < NONCE_BYTES + TAG_BITS / Byte.SIZE || !isCanonical(sealed.substring(dot + 1), whole)) {
                return Optional.empty();
            }
            return keys.find(sealed.substring(0, dot))
                    .flatMap(key -> crypt(
                            Cipher.DECRYPT_MODE,
                            key,
                            Arrays.copyOf(whole, NONCE_BYTES),
                            Arrays.copyOfRange(whole, NONCE_BYTES, whole.length)))
                    .map(text -> new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64
        }
    }

    // Base64 has spare bits at its end, and a sealed text one spelling.
    private static boolean isCanonical(String text, byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text);
    }

    /** A code of a text that only holders of the keys can compute; 32 bytes, the same until the newest key is replaced. */
    public byte[] code(String text) {
        return hmac(derived(keys.newest()), text);
    }

    private Optional<byte[]> crypt(int mode, SigningKey key, byte[] nonce, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(derived(key), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(key.id().getBytes(StandardCharsets.UTF_8));
            return Optional.of(cipher.doFinal(bytes));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private byte[] derived(SigningKey key) {
        return hmac(Base64.getUrlDecoder().decode(key.secret().value()), purpose);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no HMAC-SHA-256, which every JVM must have", e);
        }
    }
}
