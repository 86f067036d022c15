From: Ana <ana@reader.example>
To: translate@lists.example
Subject: Re: [ITEM r1] Asamblea abierta el lunes
Date: Sat, 21 Nov 2026 12:00:00 +0100
MIME-Version: 1.0
X-Mailer: Microsoft Outlook 16.0
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<html><body><p class=3DMsoNormal>From: The list</p><p class=3DMsoNormal>Sen=
t: Saturday</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>Traduce,=
 por favor.</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>[[1]]</p=
><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>Asamblea abierta el lu=
nes</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>=D0=9E=D1=82=D0=
=BA=D1=80=D1=8B=D1=82=D0=B0=D1=8F =D0=B0=D1=81=D1=81=D0=B0=D0=BC=D0=B1=D0=
=BB=D0=B5=D1=8F =D0=B2 =D0=BF=D0=BE=D0=BD=D0=B5=D0=B4=D0=B5=D0=BB=D1=8C=D0=
=BD=D0=B8=D0=BA</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>[[2]=
]</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>Queridas asambleas=
, os escribimos para contar lo que hicimos ayer en la</p><p class=3DMsoNorm=
al>plaza con todas las personas que vinieron a hablar de la vivienda.</p><p=
 class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>=D0=94=D0=BE=D1=80=D0=BE=
=D0=B3=D0=B8=D0=B5 =D0=B0=D1=81=D1=81=D0=B0=D0=BC=D0=B1=D0=BB=D0=B5=D0=B8, =
=D0=BF=D0=B8=D1=88=D0=B5=D0=BC =D0=B2=D0=B0=D0=BC, =D1=87=D1=82=D0=BE=D0=B1=
=D1=8B =D1=80=D0=B0=D1=81=D1=81=D0=BA=D0=B0=D0=B7=D0=B0=D1=82=D1=8C, =D1=87=
=D1=82=D0=BE =D0=BC=D1=8B =D0=B4=D0=B5=D0=BB=D0=B0=D0=BB=D0=B8 =D0=B2=D1=87=
=D0=B5=D1=80=D0=B0 =D0=BD=D0=B0 =D0=BF=D0=BB=D0=BE=D1=89=D0=B0=D0=B4=D0=B8 =
=D1=81=D0=BE =D0=B2=D1=81=D0=B5=D0=BC=D0=B8, =D0=BA=D1=82=D0=BE =D0=BF=D1=
=80=D0=B8=D1=88=D1=91=D0=BB =D0=BF=D0=BE=D0=B3=D0=BE=D0=B2=D0=BE=D1=80=D0=
=B8=D1=82=D1=8C =D0=BE =D0=B6=D0=B8=D0=BB=D1=8C=D0=B5.</p><p class=3DMsoNor=
mal>&nbsp;</p><p class=3DMsoNormal>[[3]]</p><p class=3DMsoNormal>&nbsp;</p>=
<p class=3DMsoNormal>Traed sillas</p><p class=3DMsoNormal>&nbsp;</p><p clas=
s=3DMsoNormal>=D0=9F=D1=80=D0=B8=D0=BD=D0=BE=D1=81=D0=B8=D1=82=D0=B5 =D1=81=
=D1=82=D1=83=D0=BB=D1=8C=D1=8F</p><p class=3DMsoNormal>&nbsp;</p><p class=
=3DMsoNormal>[[4]]</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>T=
raed agua</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>=D0=9F=D1=
=80=D0=B8=D0=BD=D0=BE=D1=81=D0=B8=D1=82=D0=B5 =D0=B2=D0=BE=D0=B4=D1=83</p><=
p class=3DMsoNormal>&nbsp;</p><p class=3DMsoNormal>[[5]]</p><p class=3DMsoN=
ormal>&nbsp;</p><p class=3DMsoNormal>Nos vemos a las 19:00 en https://sol.e=
xample/plaza para hablar.</p><p class=3DMsoNormal>&nbsp;</p><p class=3DMsoN=
ormal>=D0=92=D1=81=D1=82=D1=80=D0=B5=D1=87=D0=B0=D0=B5=D0=BC=D1=81=D1=8F =
=D0=B2 19:00 =D0=BD=D0=B0 https://sol.example/plaza =D0=BF=D0=BE=D0=B3=D0=
=BE=D0=B2=D0=BE=D1=80=D0=B8=D1=82=D1=8C.</p><p class=3DMsoNormal>&nbsp;</p>=
<p class=3DMsoNormal>[[end]]</p><p class=3DMsoNormal>&nbsp;</p></body></htm=
l>