// SPDX-License-Identifier: Apache-2.0
// Prints dct_table.h: cc gen_dct_table.c -lm && ./a.out > dct_table.h
//
// The table is committed, not computed at build or run time, because libm's cos may
// differ by a unit in the last place from one system to another, and the table's bits
// are part of the definition of PDQ.
#include <math.h>
#include <stdio.h>

int main(void)
{
    const double pi = 3.14159265358979323846;
    const float scale = (float)sqrt(2.0 / 64.0);
    puts("// SPDX-License-Identifier: Apache-2.0");
    puts("// Made by gen_dct_table.c. Rows 1 to 16 (row 0, the mean, is left out) of "
         "the");
    puts("// orthonormal 64-point DCT-II: [i][j] = sqrt(2/64) cos(pi/2/64 (i+1) "
         "(2j+1)).");
    puts("#ifndef MIEN_PDQ_DCT_TABLE_H");
    puts("#define MIEN_PDQ_DCT_TABLE_H");
    puts("");
    puts("static const float mien_dct_table[16][64] = {");
    for (int i = 0; i < 16; i++) {
        printf("    {");
        for (int j = 0; j < 64; j++) {
            double angle = ((pi / 2.0) / 64.0) * (i + 1) * (2 * j + 1);
            float value = (float)((double)scale * cos(angle));
            printf("%s%af", j == 0 ? "" : (j % 4 == 0 ? ",\n     " : ", "),
                   (double)value);
        }
        puts("},");
    }
    puts("};");
    puts("");
    puts("#endif");
    return 0;
}
