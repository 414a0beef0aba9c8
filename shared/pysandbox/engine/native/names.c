/* Names by hash: FNV-1a, open addressing, at most a quarter full, so that nearly every look-up is one comparison. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

static uint32_t
hash_of(const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a, 32 bits */
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    }
    return hash;
}

/* Where `text` is, or the free place where it would be: there always is one. */
static struct name *
place_of(const struct names *names, const char *text, uint32_t hash)
{
    uint32_t i = hash & names->mask;
    while (names->places[i].text && (names->places[i].hash != hash || strcmp(names->places[i].text, text) != 0)) {
        i = (i + 1) & names->mask;
    }
    return &names->places[i];
}

int
names_reserve(struct names *names, size_t count)
{
    size_t size = 16;
    if (count > UINT32_MAX / 16) {
        return -1;
    }
    while (size < 4 * count) {
        size *= 2;
    }
    names->places = calloc(size, sizeof *names->places);
    names->mask = (uint32_t)(size - 1);
    return names->places ? 0 : -1;
}

int
names_add(struct names *names, const char *text, int value)
{
    uint32_t hash = hash_of(text);
    struct name *place = place_of(names, text, hash);
    if (!place->text) {
        place->text = strdup(text);
        if (!place->text) {
            return -1;
        }
        place->hash = hash;
    }
    place->value = value;
    return 0;
}

int
names_find(const struct names *names, const char *text, int otherwise)
{
    if (!names->places) {
        return otherwise;
    }
    const struct name *place = place_of(names, text, hash_of(text));
    return place->text ? place->value : otherwise;
}

void
names_free(struct names *names)
{
    for (size_t i = 0; names->places && i <= names->mask; i++) {
        free(names->places[i].text);
    }
    free(names->places);
    names->places = NULL;
}
