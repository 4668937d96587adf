// SPDX-License-Identifier: Apache-2.0
package org.mien

import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** As Kotlin uses it: use { } closes, operators and lambdas fit. */
class KotlinTest {
    @TempDir
    lateinit var folder: Path

    private val photo = Vector.named(Vector.PHOTO)

    @Test
    fun useCloses() {
        val hasher = Hasher.builder().memory(16L shl 20).progress { _, _ -> true }.build()
        val media = hasher.use { it.hash(photo.png()) }
        assertEquals(photo.hash(), media.hash())
        val failure = assertThrows(MienException::class.java) { hasher.hash(photo.png()) }
        assertEquals(Status.STATE, failure.status())
        assertEquals(Status.CORRUPT, status { Hasher().use { it.hash(photo.png().copyOf(9000)) } })
    }

    @Test
    fun anIndexFindsWhatWasAdded() {
        Index.create(folder.resolve("index"))
        Index.openForChanges(folder.resolve("index")).use { index ->
            val hash = photo.hash()
            index.change(Change.add(Entry(hash, 7)))
            index.search().use { search ->
                assertEquals(listOf(7L), search.hash(hash).map { it.id() })
            }
            val seen = mutableListOf<Hash>()
            index.each { seen.add(it.hash()) }
            assertEquals(listOf(hash), seen)
            assert(hash <= seen.max())
        }
    }

    private fun status(call: () -> Unit): Status? = try {
        call()
        null
    } catch (failure: MienException) {
        failure.status()
    }
}
