// SPDX-License-Identifier: Apache-2.0
// Every view of an upload against every view of an item.
#include <mien/views.h>

enum mien_status mien_views_match(struct mien_view_match *matches, size_t capacity,
                                  size_t *count, const struct mien_view *query,
                                  size_t query_count, const struct mien_view *bank,
                                  size_t bank_count, unsigned radius)
{
    if (count == NULL || (matches == NULL && capacity > 0) ||
        (query == NULL && query_count > 0) || (bank == NULL && bank_count > 0))
        return MIEN_ERROR_ARGUMENT;
    size_t found = 0;
    for (size_t i = 0; i < query_count; i++) {
        for (size_t j = 0; j < bank_count; j++) {
            for (uint32_t k = 0; k < bank[j].count && k < MIEN_DIHEDRAL_COUNT; k++) {
                unsigned distance =
                    mien_hash_distance(&query[i].dihedral[0], &bank[j].dihedral[k]);
                if (distance > radius)
                    continue;
                if (found < capacity)
                    matches[found] = (struct mien_view_match){
                        (uint32_t)i, (uint32_t)j, (enum mien_dihedral)k, distance};
                found++;
            }
        }
    }
    *count = found;
    return found > capacity ? MIEN_ERROR_LIMIT : MIEN_OK;
}
