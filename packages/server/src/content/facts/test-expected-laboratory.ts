// SPDX-License-Identifier: Apache-2.0

/** What the laboratory examples of the CI-SIS state, written by reading them; see `brief` for the notation. */
export const laboratory: Readonly<Record<string, readonly string[]>> = {
  'BIO-CR-BIO_2023.01_Electrophorese.xml': [
    // electrophoresis of serum proteins, on blood
    ...[
      '2885-2 = 75.0 g/L @20230104131933+0100 [63.000000..83.000000 g/L] method=VA specimen=BLD',
      '13980-8 = 60.0 % @20230104131933+0100 method=VA specimen=BLD',
      '2862-1 = 45.0 g/L @20230104131933+0100 [36.000000..48.000000 g/L] method=VA specimen=BLD',
      '13978-2 = 5.0 % @20230104131933+0100 method=VA specimen=BLD',
      '2865-4 = 3.8 g/L @20230104131933+0100 [0.800000..3.200000 g/L] !H method=VA specimen=BLD',
      '13981-6 = 9.0 % @20230104131933+0100 method=VA specimen=BLD',
      '2868-8 = 6.8 g/L @20230104131933+0100 [4.500000..10.500000 g/L] method=VA specimen=BLD',
      '13982-4 = 11.0 % @20230104131933+0100 method=VA specimen=BLD',
      '2871-2 = 8.3 g/L @20230104131933+0100 [3.500000..9.500000 g/L] method=VA specimen=BLD',
      '13983-2 = 15.0 % @20230104131933+0100 method=VA specimen=BLD',
      '2874-6 = 11.3 g/L @20230104131933+0100 [6.500000..14.500000 g/L] method=VA specimen=BLD',
      '44429-9 = 1.50 {ratio} @20230104131933+0100 method=VA specimen=BLD',
    ].map((row) => `2.1/1 result ${row}`),
    // urea and glucose, with the results before them
    '2.2/1 result 22664-7 = 10.02 mmol/L @202301041010+0100 [3.50..8 mmol/L] !H method=DEI before 8.5 mmol/L @202009120815+0100 before 7.9 mmol/L @202001030812+0100',
    '2.2/1 result 40193-5 = 7.2 mmol/L @202301041010+0100 [3.9..6.1 mmol/L] !H method=DEI before 7.2 mmol/L @202009120815+0100 before 6.0 mmol/L @202001030812+0100',
    // blood count
    ...[
      '6690-2 = 8.2 10*9/L @20230104113000+0100 [5..10 10*9/L] !N method=DC panel=58410-2 before 5.8 10*9/L @20200912081500+0100',
      '789-8 = 4.95 10*12/L @20230104113000+0100 [4.50..6.00 10*12/L] !N method=9JX panel=58410-2 before 4.85 10*12/L @20090912081500+0100',
      '718-7 = 13.4 g/dL @20230104113000+0100 [11.5..14.5 g/dL] !N method=DOX panel=58410-2 before 13.3 g/dL @20200912081500+0100',
      '20570-8 = 45 % @20230104113000+0100 [40..54 %] !N method=9JX panel=58410-2 before 45 % @20200912081500+0100',
      '30428-7 = 97 fL @20230104113000+0100 [85..95 fL] !H method=ZC panel=58410-2 before 90 fL @20200912081500+0100',
      '30385-9 = 17.5 % @20230104113000+0100 [11.5..14.5 %] !H method=9JX panel=58410-2 before 13.0 % @20200912081500+0100',
      '28540-3 = 33.0 g/dL @20230104113000+0100 [32.0..36.0 g/dL] !N method=ZC panel=58410-2 before 32.5 g/dL @20092012081500+0100',
      '28539-5 = 31.0 pg @20230104113000+0100 [27..31 pg] !N method=ZC panel=58410-2 before 32.5 pg @20090912081500+0100',
      '777-3 = 220 10*9/L @20230104113000+0100 [150..400 10*9/L] !N method=9JX panel=58410-2 before 210 10*9/L @20200912081500+0100',
      '32623-1 = 8 fL @20230104113000+0100 [7..10 fL] !N method=9JX panel=58410-2 before 8 fL @20200912081500+0100',
      '32207-3 = 12 % @20230104113000+0100 method=9JX panel=58410-2 before 12 % @20200912081500+0100',
      '26511-6 = 72 % @20230104113000+0100 [45..70 %] !H method=DC panel=58410-2 before 70 % @20090912081500+0100',
      '26450-7 = 2 % @20230104113000+0100 [1..3 %] !N method=DC panel=58410-2 before 2 % @20200912081500+0100',
      '30180-4 = 0 % @20230104113000+0100 [0.5 %] !N method=DC panel=58410-2 before 0.5 % @20200912081500+0100',
      '26478-8 = 20 % @20230104113000+0100 [20..40 %] !N method=DC panel=58410-2 before 20 % @20200912081500+0100',
      '26485-3 = 6 % @20230104113000+0100 [3..7 %] !N method=DC panel=58410-2 before 5 % @20200912081500+0100',
    ].map((row) => `3/1 result ${row}`),
    // urine: look, microscope, and the two isolates with their susceptibilities
    ...[
      '5778-6 = "paille" @20230104131933+0100 method=MA panel=4 specimen=UR',
      '5767-9 = "clair" @20230104131933+0100 method=MA panel=4 specimen=UR',
      '30405-5 = 5 /uL @20230104131933+0100 method=DC panel=107 specimen=UR',
      '798-9 = 2 /uL @20230104131933+0100 method=DC panel=107 specimen=UR',
      '20453-7 = "absence" @20230104131933+0100 method=MI panel=107 specimen=UR',
      '653-6 = "nombreux Gram - ; quelques Gram +" @20230104131933+0100 method=MI panel=107 specimen=UR',
      '51480-2 = 100 /uL @20230104155000+0100 method=DC specimen=UR organism=112283007+562',
      '20-8 = >=0.512 ug/mL @20230104155000+0100 !R method=BDB panel=18769-0 specimen=UR organism=112283007+562',
      '28-1 = <0.128 ug/mL @20230104155000+0100 !I method=BDB panel=18769-0 specimen=UR organism=112283007+562',
      '267-5 = <0.032 ug/mL @20230104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=112283007+562',
      '51480-2 = 200 /uL @20230104155000+0100 method=DC specimen=UR organism=58800005+1306',
      '20-8 = <0.012 ug/mL @20230104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=58800005+1306',
      '28-1 = <0.013 ug/mL @20230104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=58800005+1306',
      '267-5 = <0.014 ug/mL @20230104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=58800005+1306',
    ].map((row) => `4/1 result ${row}`),
  ],
  'BIO-CR-BIO_2024.01_Microbiologie_V1.xml': [
    '5778-6 = "paille" @20240104131933+0100 method=MA panel=4 specimen=UR',
    '5767-9 = "clair" @20240104131933+0100 method=MA panel=4 specimen=UR',
    '30405-5 = 500 /mL @20240104131933+0100 method=DC panel=107 specimen=UR',
    '30391-7 = 200 /mL @20240104131933+0100 method=DC panel=107 specimen=UR',
    '30383-4 = "absence" @20240104131933+0100 method=MI panel=107 specimen=UR',
    '653-6 = "nombreux Gram - ; quelques Gram +" @20240104131933+0100 method=MI panel=107 specimen=UR',
    '51480-2 = 100000 /mL @20240104155000+0100 method=DC specimen=UR organism=112283007+562',
    '20-8 = >=0.512 ug/mL @20240104155000+0100 !R method=BDB panel=18769-0 specimen=UR organism=112283007+562',
    '28-1 = <0.128 ug/mL @20240104155000+0100 !I method=BDB panel=18769-0 specimen=UR organism=112283007+562',
    '18928-2 = <0.032 ug/mL @20240104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=112283007+562',
    '51480-2 = 200000 /mL @20240104155000+0100 method=DC specimen=UR organism=58800005+1306',
    '20-8 = <0.012 ug/mL @20240104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=58800005+1306',
    '28-1 = <0.013 ug/mL @20240104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=58800005+1306',
    '18928-2 = <0.014 ug/mL @20240104155000+0100 !S method=BDB panel=18769-0 specimen=UR organism=58800005+1306',
  ].map((row) => `1/1 result ${row}`),
  'BIO-CR-BIO_2024.01_TSH_1.xml': [
    '1.1/1 result 3016-3 = 1.950 m[IU]/L @20140402145521+0200 [0.270..4.200 m[IU]/L] !N method="(ECL Modular)"',
    '1.1/1 result 3024-7 = 7.67 pg/mL @20140402145521+0200 [9.30..17.00 pg/mL] !L method="(ECL Modular)"',
  ],
  'BIO-CR-BIO_2024.01_Glycémie mole.xml': [
    '1.1/1 result 40193-5 = 4.89 mmol/L @20140402145521+0200 [3.89 mmol/L] !N method=DEG',
  ],
  // the INR is a number without unit
  'BIO-CR-BIO_2024.01_CR-2nde-intention-PDF.xml': ['2.1/1 result 6301-6 = 2.0 @20240104 !N method=HPX'],
  'BIO-TROD_2024.01_COVID-19.xml': ['1/1 result 94558-4 = 260385009 @20240106113623+0100'],
  'BIO-CR-BIO_2024.01_DEP-CCU-tout-structuré.xml': [
    '1/1 observation 42349-1 = MED-1210 @?NI',
    '1/2 problem B97.7 @?UNK..',
    '2/1 result 77379-6 = 1269497006 @20240104155000+0100 method=GUF specimen=GENV before 77851000146104 @20231204155000+0100',
    '3/1 result 10524-7 = MED-1194 @20240104155000+0100 method=MI before MED-1193 @20231204155000+0100',
    // the vaccination that was not done
    '4/1 immunization (negated) J07BM @?NA series=IMMUNIZ',
  ],
};
