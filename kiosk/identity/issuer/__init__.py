"""The mock issuer of codes (仿真 粤省事·粤商通·粤医保): who is registered, who acts for whom, which code is good."""
