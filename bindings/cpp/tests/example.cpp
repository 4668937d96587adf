// SPDX-License-Identifier: Apache-2.0
// Tells which pictures it has seen before, however they were turned: ./seen INDEX
// PICTURE...
#include <cstdio>
#include <filesystem>
#include <mien.hpp>

static void look_up(mien::Index &index, const char *picture, unsigned id)
{
    const mien::Media media = mien::hash_file(picture);
    std::printf("%s  %u\n", media.hash().hex().c_str(), media.quality);
    for (const mien::Match &match : index.search().oriented(media.hashes()))
        std::printf("    seen as number %u, %u bits off\n",
                    static_cast<unsigned>(match.id), match.distance);
    index.add({media.hash(), id, 0, 0});
}

int main(int argc, char **argv)
try {
    if (argc < 3) {
        std::fputs("Usage: seen INDEX PICTURE...\n", stderr);
        return 2;
    }
    if (!std::filesystem::exists(argv[1]))
        mien::Index::create(argv[1]);
    mien::Index index(argv[1], MIEN_INDEX_WRITE);
    unsigned id = static_cast<unsigned>(index.stat().entries);
    for (int i = 2; i < argc; i++)
        look_up(index, argv[i], id++);
    index.close();
    return 0;
} catch (const mien::Error &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
